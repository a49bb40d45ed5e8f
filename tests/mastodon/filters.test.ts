import { readFileSync } from 'node:fs';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FilterLink, type PageFilter, readFilter, readFilterIndex } from '../../mastodon/filters';
import { collectLists } from '../../mastodon/session';
import { makeClient } from '../practice/client';
import { pageSession } from '../practice/page-session';
import { type RunningPractice, startPractice } from '../practice/server';

const origin = 'https://alt.example';
const open = (name: string) => parseHTML(readFileSync(`tests/fixtures/4.5/${name}.html`, 'utf8')).document;
const now = new Date('2026-11-20T09:30:00Z');
const lasting = (id: number): FilterLink => ({ id, path: `/filters/${id}/edit`, expires: false, expired: false, endsAt: null });

describe('the list of filters', () => {
  test('names each once, and whether it ends', () => {
    expect(readFilterIndex(open('filters.lookalike'), origin)).toEqual([
      lasting(3),
      { ...lasting(2), expires: true },
      { ...lasting(1), expires: true, expired: true },
    ]);
  });
  test('may be empty', () => expect(readFilterIndex(open('filters-none.lookalike'), origin)).toEqual([]));
  test('is not another page', () => expect(readFilterIndex(open('aliases.two-listed'), origin)).toBeNull());
});

describe('on a server of before 4.6', () => {
  let practice: RunningPractice;
  beforeAll(async () => {
    practice = await startPractice({ now: () => now.getTime() });
  });
  afterAll(() => practice.close());
  /** Saved in the session of somebody who reads French. */
  async function saved(): Promise<{ notes: readonly string[]; ends: Record<string, string | null> }> {
    const client = makeClient(practice);
    await client.signIn(practice.server('old').origin, 'amelie@mail.example');
    const order = { handle: 'amelie@old.localhost', kinds: ['custom_filters' as const] };
    for await (const step of collectLists(order, pageSession(practice, client, 'old'))) {
      if (step.what !== 'list') continue;
      const { custom_filters: filters } = JSON.parse(new TextDecoder().decode(step.file.bytes)) as { custom_filters: PageFilter[] };
      return { notes: step.file.notes ?? [], ends: Object.fromEntries(filters.map(({ title, expires_at }) => [title, expires_at])) };
    }
    throw new Error('Nothing was saved');
  }

  test.each([
    ['in two days', '2026-11-22T09:30:00.000Z'],
    ['in a month, which is more than its own page can show', '2026-12-20T18:05:00.000Z'],
    ['a year ago', '2025-11-20T00:00:00.000Z'],
    ['never', null],
  ])('a filter that ends %s ends then, whatever language the person reads', async (_, end) => {
    const account = practice.server('old').account('amelie');
    account.locale = 'fr';
    const [spoilers] = account.filters;
    if (spoilers) spoilers.expiresAt = end;
    const { ends, notes } = await saved();
    expect(ends.Spoilers).toBe(end);
    expect(notes).not.toContain('guessed-expiry');
  });
});

describe('a filter', () => {
  test('has the shape of an entry of custom_filters.json', () => {
    expect(readFilter(open('filter-edit.lookalike'), origin, lasting(3), now)).toEqual({
      filter: {
        title: 'Spoiler & Ende',
        expires_at: null,
        context: ['home', 'public'],
        action: 'hide',
        keywords_attributes: [
          { keyword: 'Finale', whole_word: true },
          { keyword: 'Staffel "9"', whole_word: false },
        ],
        statuses: [],
      },
      guessedExpiry: false,
      hasPosts: true,
    });
  });
  test.each([
    ['in the span the page shows', { expires: true, expired: false }, '2026-11-21T09:30:00.000Z'],
    ['now, when it has ended already', { expires: true, expired: true }, '2026-11-20T09:30:00.000Z'],
  ])('ends %s, which is a guess', (_when, state, expires_at) => {
    expect(readFilter(open('filter-edit-expiring.lookalike'), origin, { ...lasting(2), ...state }, now)).toMatchObject({
      filter: { expires_at, action: 'blur', context: ['thread'], keywords_attributes: [] },
      guessedExpiry: true,
      hasPosts: false,
    });
  });
  test('that ends later than the page can show does not last for ever', () => {
    expect(readFilter(open('filter-edit.lookalike'), origin, { ...lasting(3), expires: true }, now)).toMatchObject({
      filter: { expires_at: '2026-11-27T09:30:00.000Z' },
      guessedExpiry: true,
    });
  });
  test('is the one that was asked for', () => expect(readFilter(open('filter-edit.lookalike'), origin, lasting(4), now)).toBeNull());
  test('is not another page', () => expect(readFilter(open('aliases.two-listed'), origin, lasting(3), now)).toBeNull());
});
