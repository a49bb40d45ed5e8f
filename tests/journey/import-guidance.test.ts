import { describe, expect, test } from 'vitest';
import { translator } from '../../browser/i18n';
import type { PageSeen } from '../../journey/facts';
import type { Piece } from '../../journey/import/plan';
import { preparedSentences } from '../../journey/import/words';
import type { Plan } from '../../journey/plan';
import { reduce } from '../../journey/reduce';
import type { StepId } from '../../journey/step-ids';
import english from '../../locales/en.json';
import french from '../../locales/fr.json';
import { NOW, page, planAfter, saved } from './sample';
import { guidance } from './short';

const NEW = 'amelie_new@new.example';
const TYPES = ['following', 'bookmarks', 'lists', 'muting', 'blocking', 'domain_blocking'];

const piece = (changed: Partial<Piece> = {}): Piece => ({
  ...{ id: 'a1b2c3d4', kind: 'follows', name: 'following_accounts-a1b2c3d4.csv', part: 1, parts: 1, rows: 412, bytes: 60, sha256: 'a'.repeat(64) },
  ...{ filterPosts: 0, again: false, state: 'ready', importId: null, imported: 0, failures: 0, failuresKept: false, failuresAgain: false },
  ...{ misfits: null, why: null, at: NOW },
  ...changed,
});
const prepared = { sha256: 'a'.repeat(64), rows: 3, dropped: 0, changed: 0, held: 0, why: null };
function plan(pieces: Piece[], imports: Partial<Plan['imports']> = {}): Plan {
  const start = planAfter(saved('follows'));
  return { ...start, imports: { ...start.imports, pieces, prepared: { follows: prepared }, ...imports } };
}
/** The page is seen, and then spoken of. */
function card(before: Plan, seen: PageSeen, cameBy: StepId | null = null) {
  return guidance(reduce(before, { type: 'pageSeen', seen }, NOW), { seen, cameBy });
}
const imports = (changed: object = {}) => page('imports', NEW, { types: TYPES, ...changed });
const confirmation = (changed: object = {}) => page('imports-confirm', NEW, { fileName: 'following_accounts-a1b2c3d4.csv', ...changed });
const run = (state: 'running' | 'stopped' | 'paused') => ({
  run: { state, pause: state === 'paused' ? { why: 'tab-closed' as const, detail: '' } : null, agreed: ['a1b2c3d4'], at: NOW },
});
const halted = piece({ state: 'stopped', why: { kind: 'overwrites', detail: '', takenBack: true, unsure: false } });
const row = (changed: object) => ({ id: 7, state: 'pending', imported: 0, total: 412, failures: 0, failuresUrl: null, ...changed });

describe('on the import page', () => {
  test.each<[string, Plan, PageSeen, string]>([
    ['nothing is saved', planAfter(), imports(), 'import.nothing'],
    ['lists are not cut yet', planAfter(saved('follows')), imports(), 'import.preparing'],
    [
      'there is no room for what is made ready',
      { ...planAfter(saved('follows')), imports: { ...plan([]).imports, prepared: {}, isFull: true } },
      imports(),
      'import.preparing',
    ],
    [
      'Firefox does not let lists be handed on: one by one',
      plan([piece()], { run: { ...run('paused').run, pause: { why: 'consent', detail: '' } } }),
      imports(),
      'import.put',
    ],
    ['a list is ready', plan([piece()]), imports(), 'import.put'],
    ['the server refused what was put in', plan([piece({ state: 'handed' })]), imports({ error: 'data' }), 'import.refused'],
    ['one waits for its yes', plan([piece({ state: 'unconfirmed', importId: 7 })]), imports({ recent: [row({ state: 'unconfirmed' })] }), 'import.unconfirmed'],
    ['the server works', plan([piece({ state: 'confirmed', importId: 7 })]), imports({ recent: [row({ imported: 1 })] }), 'import.working'],
    ['all was worked through', plan([piece({ state: 'finished', importId: 7 })]), imports(), 'import.done'],
    [
      'what is left is too new for this server',
      plan([], { prepared: { follows: { ...prepared, held: 3, why: 'too-old' } } }),
      imports({ types: ['bookmarks'] }),
      'import.done',
    ],
    ['"Import all" is at it', plan([piece()], run('running')), imports(), 'import.running'],
    ['"Import all" stopped at a surprise', plan([halted], run('stopped')), imports(), 'import.stopped'],
    ['a list stopped, and nothing runs any more', plan([halted, piece({ id: 'b1b2c3d4', kind: 'blocks' })]), imports(), 'import.surprise'],
    ['"Import all" was interrupted', plan([piece()], run('paused')), imports(), 'import.paused'],
    ['it is the old account’s page', plan([piece()]), page('imports', 'amelie@old.example'), 'import.wrongSide'],
  ])('%s', (_, before, seen, id) => {
    expect(card(before, seen)?.id).toBe(id);
  });

  test('type, merge and file are put in together, by themselves only after the step’s own button or the yes before', () => {
    expect(card(plan([piece()]), imports())?.fill).toMatchObject({
      auto: false,
      fills: [
        { field: 'type', value: 'following' },
        { field: 'mode', value: 'merge' },
        { field: 'data', value: { piece: 'a1b2c3d4', name: 'following_accounts-a1b2c3d4.csv', contentType: 'text/csv' } },
      ],
    });
    expect(card(plan([piece()]), imports(), 'import')?.fill?.auto).toBe(true);
    const second = plan([piece({ id: 'b1b2c3d4', state: 'confirmed', importId: 7 }), piece()]);
    expect(card(second, imports({ notice: true, recent: [row({})] }))?.fill?.auto).toBe(true);
    expect(card(second, imports({ recent: [row({})] }))?.fill?.auto).toBe(false);
    expect(card(plan([piece({ state: 'handed' })]), imports({ error: 'data' }), 'import')?.fill?.auto).toBe(false);
  });

  test('a saved file that cannot be read blocks nothing, and is named at the end', () => {
    const unreadable = { prepared: { follows: { ...prepared, why: 'unreadable' as const } } };
    expect(card(plan([piece({ id: 'b1b2c3d4', kind: 'blocks' })], unreadable), imports())?.id).toBe('import.put');
    const done = card(plan([], unreadable), imports());
    expect([done?.id, done?.body.at(-1)?.key]).toEqual(['import.done', 'cards.import.done.unreadable']);
  });

  test('a list that stopped is offered once more, or left out', () => {
    const said = card(plan([halted]), imports());
    expect([said?.primary?.act, said?.quiet?.act]).toEqual([
      { kind: 'try-again', piece: 'a1b2c3d4' },
      { kind: 'leave-out', list: 'follows' },
    ]);
    expect(said?.body.map(({ key }) => key)).toEqual(['imports.surprises.overwrites', 'imports.takenBack']);
    const held = card(plan([halted], run('stopped')), imports());
    expect([held?.title, ...(held?.body ?? [])].map((said) => said?.key)).toEqual([
      'cards.import.halted.title',
      'imports.surprises.overwrites',
      'imports.takenBack',
    ]);
  });

  test('what this form has no type for is not offered', () => {
    expect(card(plan([piece({ kind: 'custom_filters' })]), imports())?.fill).toBeUndefined();
  });

  test('no card can start "Import all"', () => {
    const cards = [plan([piece()]), plan([piece()], run('running')), plan([piece()], run('paused')), plan([piece()], run('stopped'))].map((before) =>
      card(before, imports()),
    );
    expect(cards.flatMap((said) => [said?.primary?.act, said?.quiet?.act]).filter((act) => act?.kind === 'import')).toEqual([
      { kind: 'import', what: 'pause' },
    ]);
  });
});

describe('on the page before the yes', () => {
  test('the page could not be read again: said, and nothing is called wrong', () => {
    const seen = confirmation();
    const before = reduce(plan([piece({ state: 'handed' })]), { type: 'pageSeen', seen }, NOW);
    const after = reduce(before, { type: 'pieceUncheckable', id: 'a1b2c3d4' }, NOW);
    expect(guidance(after, { seen, cameBy: null })?.id).toBe('import.uncheckable');
    expect(card(after, seen)?.id).toBe('import.check');
  });

  const checked = (misfits: Piece['misfits']) => plan([piece({ state: 'unconfirmed', importId: 12, misfits })]);
  test.each<[string, Plan, PageSeen, string | undefined]>([
    ['it is being checked', plan([piece({ state: 'handed' })]), confirmation(), 'import.check'],
    ['all is as meant', checked([]), confirmation(), 'import.right'],
    ['something is not', checked(['overwrites']), confirmation(), 'import.wrong'],
    ['"Import all" is at it', plan([piece({ state: 'unconfirmed', importId: 12 })], run('running')), confirmation(), 'import.runs'],
    ['it is somebody else’s import: nothing is said', checked([]), confirmation({ id: 99, fileName: 'mine.csv' }), undefined],
  ])('%s', (_, before, seen, id) => {
    expect(card(before, seen)?.id).toBe(id);
  });
  test('the right button is pointed at: yes, or back', () => {
    expect([card(checked([]), confirmation())?.point, card(checked(['warned']), confirmation())?.point]).toEqual(['confirm', 'cancel']);
  });
});

test('what is left out of a list, or waits, is said without a gap in either language', () => {
  const whys = ['unreadable', 'too-old', 'sent-lost', 'follow-limit'] as const;
  for (const [language, texts] of [
    ['en', english],
    ['fr', french],
  ] as const) {
    const t = translator(language, texts);
    const said = whys.flatMap((why) => preparedSentences(plan([], { prepared: { follows: { ...prepared, dropped: 2, held: 3, why } } }), 'follows')).map(t);
    expect(said.filter((sentence) => sentence.includes('{{'))).toEqual([]);
    expect(said.join(' ')).toContain('new.example');
  }
});
