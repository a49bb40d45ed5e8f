import { describe, expect, test } from 'vitest';
import { type CompareFiles, compareList } from '../../journey/report/compare';
import type { ListKind } from '../../lists/kinds';

const bytes = (text: string) => new TextEncoder().encode(text);
const context = { old: 'old.example', home: 'alpine.example', self: 'amelie@alpine.example', version: '4.6.5' };
const header = 'Account address,Show boosts,Notify on new posts,Languages\n';
const follows = (...handles: string[]) => bytes(header + handles.map((handle) => `${handle},true,false,\n`).join(''));

function fates(
  kind: ListKind,
  files: Partial<CompareFiles> & Pick<CompareFiles, 'saved'>,
  more: Partial<typeof context & { blockedDomains: string[]; moved: Record<string, string>; requests: ReadonlySet<string> }> = {},
) {
  const compared = compareList(kind, { arrived: null, sent: [], waiting: [], leftOut: [], rest: null, ...files }, { ...context, ...more });
  if (compared === null) throw new Error('The saved list cannot be read');
  return compared.rows.map(({ what, sentAs, fate }) => {
    const more = fate.state === 'skipped' ? `${fate.by} ${fate.why}`.trim() : 'why' in fate ? fate.why : 'running' in fate && fate.running ? 'running' : null;
    return [what, fate.state, more, sentAs].filter((part) => part !== null).join(', ');
  });
}

describe('a saved list and what became of it', () => {
  test('there, requested, failed with its cause, or left out by a rule', () => {
    const saved = follows('Ada@valley.example', 'shy@valley.example', 'x@sunken.example', 'y@sunken.example', 'amelie@alpine.example', 'no address');
    const sent = follows('Ada@valley.example', 'shy@valley.example', 'x@sunken.example', 'y@sunken.example');
    const failures = follows('x@sunken.example', 'y@sunken.example');
    expect(fates('follows', { saved, arrived: follows('ada@valley.example'), sent: [{ bytes: sent, finished: true, failures }] })).toEqual([
      'Ada@valley.example, there',
      'shy@valley.example, requested',
      'x@sunken.example, failed, server-silent',
      'y@sunken.example, failed, server-silent',
      'amelie@alpine.example, skipped, rules self',
      'no address, skipped, rules not-an-address',
    ]);
  });

  test('a server that the new one has cut off is the cause', () => {
    const list = follows('x@cut.example', 'y@valley.example');
    const sent = [{ bytes: list, finished: true, failures: follows('x@cut.example') }];
    expect(fates('follows', { saved: list, arrived: list, sent }, { blockedDomains: ['cut.example'] })[0]).toBe('x@cut.example, there');
    expect(fates('follows', { saved: list, arrived: follows(), sent }, { blockedDomains: ['cut.example'] })[0]).toBe('x@cut.example, failed, server-blocked');
  });

  test('what the server told an app of requests takes the place of what is inferred', () => {
    const saved = follows('Shy@valley.example', 'no@valley.example', 'ada@valley.example');
    const files = { saved, arrived: follows('ada@valley.example'), sent: [{ bytes: saved, finished: true, failures: 'none' as const }] };
    expect(fates('follows', files)).toEqual(['Shy@valley.example, requested', 'no@valley.example, requested', 'ada@valley.example, there']);
    const told = { requests: new Set(['shy@valley.example']) };
    expect(fates('follows', files, told)).toEqual(['Shy@valley.example, requested', 'no@valley.example, unknown, not-asked', 'ada@valley.example, there']);
    const running = { ...files, sent: [{ bytes: saved, finished: false, failures: 'none' as const }] };
    expect(fates('follows', running, told)[1]).toBe('no@valley.example, requested, running');
  });

  test('a second try counts more than the first', () => {
    const saved = follows('x@valley.example', 'y@other.example');
    const sent = [
      { bytes: saved, finished: true, failures: saved },
      { bytes: follows('x@valley.example'), finished: false, failures: 'none' as const },
    ];
    expect(fates('follows', { saved, arrived: follows(), sent })).toEqual(['x@valley.example, requested, running', 'y@other.example, failed, unknown']);
  });

  test('a piece the person left out is their choice; rows in no piece wait for the follow limit', () => {
    const saved = follows('a@valley.example', 'b@valley.example', 'c@valley.example');
    const files = {
      saved,
      arrived: follows(),
      sent: [{ bytes: follows('a@valley.example'), finished: true, failures: 'none' as const }],
      leftOut: [follows('b@valley.example')],
      rest: { by: 'later' as const, why: 'follow-limit' },
    };
    expect(fates('follows', files)).toEqual([
      'a@valley.example, requested',
      'b@valley.example, skipped, person',
      'c@valley.example, skipped, later follow-limit',
    ]);
  });

  test('a row in a piece that was not brought does not wait for the follow limit', () => {
    const saved = follows('a@valley.example', 'b@valley.example', 'c@valley.example', 'd@valley.example', 'e@valley.example');
    const waiting = (['ready', 'sending', 'unconfirmed', 'stopped'] as const).map((why, at) => ({ bytes: follows(`${'abcd'[at]}@valley.example`), why }));
    expect(fates('follows', { saved, arrived: follows(), waiting, rest: { by: 'later', why: 'follow-limit' } })).toEqual([
      'a@valley.example, unknown, ready',
      'b@valley.example, unknown, sending',
      'c@valley.example, unknown, unconfirmed',
      'd@valley.example, unknown, stopped',
      'e@valley.example, skipped, later follow-limit',
    ]);
  });

  test('two filters of one title and the same words in two places are two', () => {
    const filter = (context: string) =>
      `{"title":"Sport","expires_at":null,"context":["${context}"],"action":"warn","keywords_attributes":[{"keyword":"goal","whole_word":true}],"statuses":[]}`;
    const file = (...filters: string[]) => bytes(`{"custom_filters":[${filters.join(',')}]}`);
    const saved = file(filter('home'), filter('public'));
    expect(fates('custom_filters', { saved, arrived: file(filter('public')) })).toEqual(['Sport, unknown, not-sent', 'Sport, there']);
  });

  test('who was tried again at the new address was sent as that; who was not has moved', () => {
    const saved = follows('old@valley.example', 'far@valley.example', 'x@lake.example');
    const first = { bytes: saved, finished: true, failures: follows('old@valley.example', 'far@valley.example') };
    const again = { bytes: follows('new@lake.example'), finished: true, failures: 'none' as const };
    const moved = { 'old@valley.example': 'new@lake.example', 'far@valley.example': 'far@lake.example' };
    const files = { saved, arrived: follows('x@lake.example', 'new@lake.example'), sent: [first, again] };
    expect(fates('follows', files, { moved })).toEqual([
      'old@valley.example, there, new@lake.example',
      'far@valley.example, failed, moved',
      'x@lake.example, there',
    ]);
    expect(fates('follows', { ...files, arrived: follows() }, { moved })[0]).toBe('old@valley.example, requested, new@lake.example');
  });

  test('who is to go out, or was left out, with the new address is known as that', () => {
    const saved = follows('old@valley.example', 'far@valley.example');
    const moved = { 'old@valley.example': 'new@lake.example', 'far@valley.example': 'far@lake.example' };
    const waiting = [{ bytes: follows('new@lake.example'), why: 'ready' as const }];
    expect(fates('follows', { saved, arrived: follows(), waiting, leftOut: [follows('far@lake.example')] }, { moved })).toEqual([
      'old@valley.example, unknown, ready, new@lake.example',
      'far@valley.example, skipped, person, far@lake.example',
    ]);
  });

  test('an import by hand sent every row; without its failures nothing can be inferred from absence', () => {
    const saved = follows('a@valley.example', 'b@valley.example');
    const files = { saved, arrived: follows('a@valley.example') };
    expect(fates('follows', { ...files, sent: [{ bytes: null, finished: true, failures: null }] })[1]).toBe('b@valley.example, unknown, failures-not-read');
    expect(fates('follows', { ...files, sent: [{ bytes: null, finished: true, failures: 'none' }] })[1]).toBe('b@valley.example, requested');
  });

  test('a twice-named account has one fate, whatever its capitals', () => {
    const saved = follows('bob@valley.example', '@BOB@valley.example');
    const files = { saved, arrived: follows('bob@valley.example'), rest: { by: 'later' as const, why: 'too-old' } };
    expect(fates('follows', files)).toEqual(['bob@valley.example, there', '@BOB@valley.example, there']);
    expect(fates('follows', { ...files, arrived: follows() })).toEqual([
      'bob@valley.example, skipped, later too-old',
      '@BOB@valley.example, skipped, later too-old',
    ]);
  });

  test('members stand with their list, without the marks that turn a line around', () => {
    const saved = bytes('"Maps, and \u202eold",ada@valley.example\n');
    expect(fates('lists', { saved, arrived: saved })).toEqual(['Maps, and old › ada@valley.example, there']);
  });

  test('two filters of one title: the second is known under the name it was sent by', () => {
    const filter = (title: string, action: string, keyword: string) =>
      `{"title":"${title}","expires_at":null,"context":["home"],"action":"${action}","keywords_attributes":[{"keyword":"${keyword}","whole_word":true}],"statuses":[]}`;
    const file = (...filters: string[]) => bytes(`{"custom_filters":[${filters.join(',')}]}`);
    const saved = file(filter('Sport', 'warn', 'goal'), filter('Sport', 'hide', 'derby'));
    const arrived = file(filter('Sport', 'warn', 'goal'), filter('Sport (2)', 'hide', 'derby'));
    expect(fates('custom_filters', { saved, arrived })).toEqual(['Sport, there', 'Sport, there, Sport (2)']);
  });

  test('rows of the new account that nobody saved are counted', () => {
    const compared = compareList(
      'blocks',
      { saved: bytes('a@x.example\n'), arrived: bytes('a@x.example\nb@x.example\n'), sent: [], waiting: [], leftOut: [], rest: null },
      context,
    );
    expect(compared).toMatchObject({ extra: 1, totals: { there: 1, requested: 0, failed: 0, skipped: 0, unknown: 0 } });
  });

  test('a saved list that cannot be read is no comparison', () => {
    expect(
      compareList('blocks', { saved: new Uint8Array([0xff, 0xfe, 0]), arrived: null, sent: [], waiting: [], leftOut: [], rest: null }, context),
    ).toBeNull();
  });

  test('of bytes that are lost nothing is known to have been sent', () => {
    const sent = [{ bytes: new Uint8Array(), finished: true, failures: 'none' as const }];
    expect(fates('blocks', { saved: bytes('a@x.example\n'), arrived: bytes(''), sent })).toEqual(['a@x.example, unknown, not-sent']);
  });
});
