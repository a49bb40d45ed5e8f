/** "Settled" is said from names wherever they were read; where it is from counts, the sentence says so. */
import { describe, expect, test } from 'vitest';
import { cameAlong } from '../../journey/arrival';
import { checklist } from '../../journey/checklist';
import { actOfNews, newsBetween } from '../../journey/news';
import type { Plan } from '../../journey/plan';
import { reduce } from '../../journey/reduce';
import { followersSettled } from '../../journey/settled';
import { stepState, waitsForOthers } from '../../journey/steps';
import english from '../../locales/en.json';
import french from '../../locales/fr.json';
import { NOW, page, planAfter, readyToMove, saved, seen } from './sample';

const HOUR = 3_600_000;
const moved = seen(
  page(
    'migration',
    'amelie@old.example',
    { redirectingTo: 'amelie_new@new.example', cooldown: true, past: [{ target: 'amelie_new@new.example', followers: 240, at: new Date(NOW).toISOString() }] },
    { functional: false, movedTo: 'amelie_new@new.example' },
  ),
);
const afterMove = () => planAfter(...readyToMove, saved('follows'), moved);
/** Both servers' counts have stood still since then, and longer than six hours. */
const quiet = (plan: Plan, hours: number): Plan => ({ ...plan, settledAt: NOW + hours * HOUR, arrivals: [{ at: NOW + hours * HOUR, old: 10, new: 230 }] });
const compared = (plan: Plan, hours: number, stayed: number, left = 0): Plan =>
  reduce(plan, { type: 'followersCompared', arrived: 240 - stayed - left, stayed, left }, NOW + hours * HOUR);
const toldOf = (before: Plan, after: Plan) => newsBetween(before, after).map(({ key }) => key);
const arrive = (plan: Plan) => checklist(plan).find(({ id }) => id === 'arrive');

describe('names that were read', () => {
  test('are not overruled by counts that stand still', () => {
    const early = compared(afterMove(), 1, 90);
    expect(followersSettled(quiet(early, 8))).toBe(false);
    expect(cameAlong(quiet(early, 8))).toEqual({ key: 'steps.arrive.named', params: { count: 90, arrived: 150, of: 240 } });
  });
  test('draw the bar, as the sentence beside it says', () => {
    expect(arrive(compared(quiet(afterMove(), 1), 2, 90))?.progress).toEqual({ value: 150, max: 240 });
    expect(arrive({ ...afterMove(), arrivals: [{ at: NOW, old: 10, new: 230 }] })?.progress).toEqual({ value: 230, max: 240 });
  });
  test('say so once they are read again after the counts stood still', () => {
    const late = compared(quiet(compared(afterMove(), 1, 90), 8), 9, 10);
    expect(followersSettled(late)).toBe(true);
    expect(cameAlong(late)).toEqual({ key: 'steps.arrive.named', params: { count: 10, arrived: 230, of: 240 } });
  });
  test('say so when the same number is missing six hours later, whatever the counts do', () => {
    const first = compared(afterMove(), 1, 10, 2);
    expect(followersSettled(compared(first, 6, 10, 2))).toBe(false);
    expect(followersSettled(compared(first, 7, 10, 2))).toBe(true);
    expect(followersSettled(compared(compared(first, 3, 9, 2), 8, 9, 2))).toBe(false);
  });
  test('from before another Move say nothing of it', () => {
    const later = { redirectingTo: 'amelie_new@new.example', cooldown: true };
    const again = (hours: number) =>
      seen(
        page(
          'migration',
          'amelie@old.example',
          { ...later, past: [{ target: 'amelie_new@new.example', followers: 10, at: new Date(NOW + hours * HOUR).toISOString() }] },
          { functional: false, movedTo: 'amelie_new@new.example' },
        ),
      );
    const settled = compared(compared(quiet(afterMove(), 8), 9, 10), 20, 10);
    expect(followersSettled(settled)).toBe(true);
    const second = reduce(settled, again(800), NOW + 801 * HOUR);
    expect(followersSettled(second)).toBe(false);
    expect(followersSettled(compared(second, 802, 10))).toBe(false);
    expect(followersSettled(compared(second, 806, 10))).toBe(true);
  });
});

describe('counts that stand still', () => {
  test('after an early look make it the person’s turn to read the names again, and nobody is asked any more', () => {
    const late = quiet(compared(afterMove(), 1, 90), 8);
    expect([stepState(late, 'arrive'), waitsForOthers(late)]).not.toContain('waiting');
    expect(waitsForOthers(late)).toBe(false);
    expect(arrive(late)?.body.map(({ key }) => key)).toEqual(['steps.arrive.named', 'steps.arrive.namesAgain']);
  });
  test('where no names were read, are called counts, in the report, the checklist and the news', () => {
    const late = quiet(afterMove(), 8);
    expect(followersSettled(late)).toBe(true);
    expect([cameAlong(late)?.key, arrive(late)?.body[0]?.key]).toEqual(['report.followersSettled', 'report.followersSettled']);
    expect(toldOf(afterMove(), late)).toEqual(['news.settled']);
    for (const text of [english.report.followersSettled, english.news.settled]) expect(text).toMatch(/^By the counts of both servers/);
    for (const text of [french.report.followersSettled, french.news.settled]) expect(text).toMatch(/^D’après les compteurs des deux serveurs/);
  });
  test('nobody is told twice, and a click leads to the report', () => {
    const byCounts = quiet(afterMove(), 8);
    expect(toldOf(byCounts, compared(byCounts, 9, 10))).toEqual([]);
    const byNames = compared(afterMove(), 1, 0);
    expect(toldOf(afterMove(), byNames)).toEqual(['news.settledNames']);
    expect(toldOf(byNames, quiet(byNames, 8))).toEqual([]);
    expect(actOfNews(byNames, 'news.settledNames')).toEqual({ kind: 'start-page', section: 'report' });
  });
});
