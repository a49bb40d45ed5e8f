import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { translator } from '../../browser/i18n';
import type { PlanEvent } from '../../journey/events';
import { pageSeenSchema } from '../../journey/facts';
import { emptyPlan, missingHosts, neededHosts, planSchema, sidesAt } from '../../journey/plan';
import { reduce } from '../../journey/reduce';
import { readPlan } from '../../journey/stored-plan';
import english from '../../locales/en.json';
import { rowsInWords } from '../../views/rows';
import { fresh, gone, NOW, old, oldGone, page, party, planAfter, readyToMove, saved, seen } from './sample';

test('a page that has stood open is no news: what it says again changes nothing', () => {
  const stale = { ...page('aliases', 'amelie_new@new.example', { aliases: [] }), load: 17.5 };
  const plan = planAfter(seen(stale), seen({ ...page('aliases', 'amelie_new@new.example', { aliases: ['amelie@old.example'] }), load: 18.5 }));
  expect(reduce(plan, seen(stale), NOW + 5)).toBe(plan);
  // Loaded anew, it is.
  const removed = reduce(plan, seen({ ...stale, load: 19.5 }), NOW + 5);
  expect(removed.seen.new.aliases?.list).toEqual([]);
  // On one server for both, a page that was a stranger's to one side is news to the side it belongs to.
  const here = planAfter({ type: 'accountsNamed', old, new: { ...fresh, server: old.server, handle: 'me@old.example' } });
  const mine = { ...page('auth-edit', 'zoe@old.example'), load: 21.5 };
  const chosen = reduce(reduce(here, seen(mine), NOW), { type: 'newAccountChosen', handle: 'zoe@old.example' }, NOW);
  expect(reduce(chosen, seen(mine), NOW).seen.new.account).not.toBeNull();
  // Of an account that is named only now, everything is news.
  const other = { type: 'newAccountChosen', handle: 'zoe@new.example' } as const;
  const hers = { ...page('aliases', 'zoe@new.example', { aliases: [] }), load: 20.5 };
  expect(reduce(reduce(reduce(removed, seen(hers), NOW), other, NOW), seen(hers), NOW).seen.new.aliases?.list).toEqual([]);
});

test('a server that was updated is known by what its pages say since, whoever is signed in', () => {
  const of = (handle: string, version: string) => {
    const shown = page('export', handle);
    return seen({ ...shown, server: { ...shown.server, version } });
  };
  const plan = planAfter(of('amelie@old.example', '4.7.0'), of('stranger@new.example', '4.8.1'), of('amelie@old.example', ''));
  expect([plan.old?.server.version, plan.new?.server.version]).toEqual(['4.7.0', '4.8.1']);
  expect(plan.old).toEqual({ ...old, server: { ...old.server, version: '4.7.0' } });
});

describe('a stored plan', () => {
  test('is read back as it was', () => {
    const plan = planAfter(...readyToMove);
    expect(readPlan(JSON.parse(JSON.stringify(plan)), NOW)).toEqual({ ok: true, plan });
  });
  test('of the time before it was noted that followers have settled can be read', () => {
    const { settledAt: _, ...before } = planAfter();
    expect(readPlan(before, NOW)).toEqual({ ok: true, plan: planAfter() });
  });
  test('that is not there yet is an empty one', () => {
    expect(readPlan(null, NOW)).toEqual({ ok: true, plan: emptyPlan(NOW) });
  });
  test('of a newer extension is left alone', () => {
    expect(readPlan({ ...emptyPlan(NOW), version: 2 }, NOW)).toEqual({ ok: false, problem: 'newer' });
  });
  test('keeps the mark of an old account that is gone, and is read without it', () => {
    const plan = planAfter(...oldGone);
    expect(readPlan(JSON.parse(JSON.stringify(plan)), NOW)).toEqual({ ok: true, plan });
    const read = readPlan(JSON.parse(JSON.stringify(planAfter())), NOW);
    expect(read.ok && read.plan.old?.gone).toBeUndefined();
  });
  test('of which one part is damaged keeps all the rest, and says so', () => {
    const plan = JSON.parse(JSON.stringify(planAfter(...readyToMove)));
    plan.arrivals = 'none';
    plan.seen.new.aliases.list = [7];
    plan.kit.lists = { ...plan.kit.lists, follows: { rows: -1 } };
    const read = readPlan(plan, NOW + 1);
    const whole = planAfter(...readyToMove);
    const { aliases: _, ...seenOfNew } = whole.seen.new;
    expect(read).toMatchObject({ ok: true, isRepaired: true, plan: { old: whole.old, new: whole.new, said: whole.said, repairedAt: NOW + 1 } });
    expect(read.ok && read.plan).toMatchObject({ arrivals: [], seen: { old: whole.seen.old, new: { ...seenOfNew, aliases: null } } });
    const { follows: __, ...otherLists } = whole.kit.lists;
    expect(read.ok && read.plan.kit.lists).toEqual(otherLists);
    // Told once, it is a plan like any other.
    expect(read.ok && reduce(read.plan, { type: 'repairSeen' }, NOW).repairedAt).toBeNull();
  });
  test('whose imports are damaged in one place forgets all imports: half of them would be sent twice', () => {
    const plan = JSON.parse(JSON.stringify(planAfter(...readyToMove)));
    plan.imports.followLimit = 7_500;
    plan.imports.run = { state: 'flying' };
    const read = readPlan(plan, NOW);
    expect(read.ok && read.plan.imports).toEqual(emptyPlan(NOW).imports);
  });
  test('names a server by an address that everything else can use', () => {
    for (const origin of ['old.example', 'javascript:alert(1)', 'https://old.example/path', 'https://', ''])
      expect(readPlan({ ...planAfter(), old: { ...old, server: { ...old.server, origin } }, new: null }, NOW).ok, origin).toBe(false);
  });
  test('that is damaged is reported, never guessed at', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void (value === null || expect(readPlan(value, NOW).ok).toBe(false))));
    expect(readPlan({ ...emptyPlan(NOW), old: { handle: 'x' } }, NOW).ok).toBe(false);
  });
});

test('the hosts needed are the servers and their handle domains, once each', () => {
  const split = { ...old, server: { ...old.server, origin: 'https://social.old.example' } };
  expect(neededHosts({ old: split, new: fresh })).toEqual(['old.example', 'social.old.example', 'new.example']);
  expect(neededHosts({ old, new: party('zoe@old.example', 'old.example') })).toEqual(['old.example']);
  expect(missingHosts(planAfter({ type: 'accessChanged', hosts: ['new.example'] }))).toEqual(['old.example']);
});

test('nothing is asked of the server of an account that is gone', () => {
  const plan = planAfter(...oldGone);
  expect([neededHosts(plan), missingHosts(plan), sidesAt(plan, 'https://old.example')]).toEqual([['new.example'], [], []]);
  // Deleted on the very server of the new account: its pages are those of the new one.
  const one = { old: gone, new: party('zoe@old.example', 'old.example') };
  expect([neededHosts(one), sidesAt(one, 'https://old.example')]).toEqual([['old.example'], ['new']]);
});

describe('an account that is gone', () => {
  const ready = planAfter(...oldGone, saved('follows', { source: 'dropped' }), { type: 'said', step: 'import', what: 'done' });
  test('and comes back is the same account, wherever its server turns out to be', () => {
    const back = { ...old, server: { ...old.server, origin: 'https://social.old.example' } };
    const plan = reduce(ready, { type: 'accountsNamed', old: back, new: fresh }, NOW);
    expect([plan.old, plan.kit, plan.imports, plan.said]).toEqual([back, ready.kit, ready.imports, ready.said]);
    expect(missingHosts(plan)).toEqual(['old.example', 'social.old.example']);
  });
  test('and turns out to be another one starts its kit anew', () => {
    expect(reduce(ready, { type: 'accountsNamed', old: party('band@old.example', 'old.example'), new: fresh }, NOW).kit.lists).toEqual({});
  });
  test('keeps what was saved and seen while it was there', () => {
    const before = planAfter(...readyToMove);
    const plan = reduce(before, { type: 'accountsNamed', old: { ...old, gone: true }, new: fresh }, NOW);
    expect([plan.kit, plan.seen, plan.said]).toEqual([before.kit, before.seen, before.said]);
  });
});

describe('correcting an address', () => {
  const plan = planAfter(...readyToMove);
  test('on the new side keeps what was saved of the old one', () => {
    const corrected = reduce(plan, { type: 'accountsNamed', old, new: party('amelie@third.example', 'third.example') }, NOW);
    expect(corrected.kit.lists).toHaveProperty('follows');
    expect(corrected.seen.new.aliases).toBeNull();
    expect(corrected.seen.old.exports).not.toBeNull();
  });
  test('on the old side starts its kit anew', () => {
    const corrected = reduce(plan, { type: 'accountsNamed', old: party('band@old.example', 'old.example'), new: fresh }, NOW);
    expect(corrected.kit.lists).toEqual({});
    expect(corrected.seen.new.aliases).not.toBeNull();
  });
  test('starting over keeps nothing but the access there is', () => {
    expect(reduce(plan, { type: 'startedOver' }, NOW)).toEqual({ ...emptyPlan(NOW), access: plan.access });
  });
});

describe('an answer that comes when the plan is another one', () => {
  const empty = emptyPlan(NOW);
  test('names no host that the plan does not need', () => {
    expect(reduce(empty, { type: 'accessChanged', hosts: ['old.example'] }, NOW)).toBe(empty);
  });
  test('about an account that is no longer meant is nobody’s', () => {
    const account = party('somebody@old.example', 'old.example').account;
    const event = { type: 'outsideSeen', side: 'old', account, alsoKnownAs: null, otherSide: null } as const;
    expect(account?.handle).toBe('somebody@old.example');
    expect(reduce(empty, event, NOW)).toBe(empty);
    const plan = planAfter();
    expect(reduce(plan, event, NOW)).toBe(plan);
  });
});

test('a page of somebody else changes nothing of what was seen of the person’s own account', () => {
  const before = planAfter(...readyToMove);
  const after = reduce(before, seen(page('aliases', 'stranger@new.example')), NOW + 1);
  expect(after.seen.new.aliases).toEqual(before.seen.new.aliases);
  expect(after.seen.new.stranger).toEqual({ handle: 'stranger@new.example', at: NOW + 1 });
});

test('every list that was saved clears its own problem only', () => {
  const failed = planAfter(
    { type: 'listFailed', kind: 'follows', problem: 'server-error', detail: '500' },
    { type: 'listFailed', kind: 'lists', problem: 'server-error', detail: '500' },
  );
  const after = reduce(failed, saved('follows'), NOW);
  expect(Object.keys(after.kit.problems)).toEqual(['lists']);
});

test('waiting is counted from its first sight', () => {
  const pending = seen(page('auth-edit', 'amelie_new@new.example', { status: 'pending' }, { functional: false }));
  const later = reduce(planAfter(pending), pending, NOW + 5_000);
  expect(later.seen.new.status).toEqual({ is: 'pending', since: NOW });
});

test('whatever happens, the plan stays one that can be stored and read', () => {
  expect(v.is(planSchema, planAfter(...readyToMove))).toBe(true);
});

describe('which account is new', () => {
  const beforeAlias = readyToMove.slice(0, -1);
  const chosen = (handle: string) => ({ type: 'newAccountChosen', handle }) as const;

  test('can only be an account of the new server, and not the old one, whatever a page names', () => {
    const plan = planAfter(...beforeAlias);
    for (const handle of ['amelie@evil.example', 'other@old.example', 'amelie@old.example', 'nonsense', ''])
      expect(reduce(plan, chosen(handle), NOW)).toBe(plan);
    const one = reduce(plan, { type: 'accountsNamed', old, new: party('zoe@old.example', 'old.example') }, NOW);
    expect(reduce(one, chosen('Amelie@OLD.example'), NOW)).toBe(one);
    expect(reduce(plan, chosen('other@new.example'), NOW).new?.handle).toBe('other@new.example');
  });

  test('stays the one that was seen signed in, when the server alone is named', () => {
    const server = { type: 'accountsNamed', old, new: party(null, 'new.example') } as const;
    const settled = planAfter(server, chosen('late@new.example'), seen(page('auth-edit', 'late@new.example')));
    const again = reduce(settled, server, NOW);
    expect([again.new, again.seen.new]).toEqual([settled.new, settled.seen.new]);
    // Typed only, and never seen: the person may have no account there after all.
    expect(reduce(planAfter(), server, NOW).new).toEqual(server.new);
    expect(reduce(settled, { ...server, new: party(null, 'third.example') }, NOW).new?.handle).toBeNull();
  });

  test('ends with everything that was meant for the one before, and costs the old side nothing', () => {
    const file = { id: 'a1b2c3d4', kind: 'follows', name: 'following_accounts-a1b2c3d4.csv', part: 1, parts: 1, rows: 3, bytes: 60 } as const;
    const prepared = { sha256: 'a'.repeat(64), rows: 3, dropped: 0, changed: 0, held: 0, why: null };
    const pieces = [{ ...file, sha256: 'a'.repeat(64), filterPosts: 0, again: false }];
    const cut = { type: 'piecesCut', lists: [{ kind: 'follows', prepared, pieces }] } as const;
    const plan = planAfter(
      ...beforeAlias,
      seen(page('aliases', 'amelie_new@new.example')),
      cut,
      { type: 'importAllBegan', ticked: ['a1b2c3d4'], unticked: [] },
      { type: 'said', step: 'import', what: 'done' },
      { type: 'said', step: 'arrive', what: 'skipped' },
      { ...saved('follows'), side: 'new' } as Parameters<typeof reduce>[1],
    );
    const filled = { ...plan, arrivals: [{ at: NOW, old: 240, new: 3 }] };
    expect([filled.imports.run.state, Object.keys(filled.fresh.lists)]).toEqual(['running', ['follows']]);
    const after = reduce(filled, chosen('other@new.example'), NOW);
    expect([after.imports.run.state, after.imports.pieces, after.fresh.lists, after.arrivals]).toEqual(['idle', [], {}, []]);
    expect(Object.keys(after.said)).toEqual(['archive']);
    expect([after.kit, after.seen.old]).toEqual([filled.kit, filled.seen.old]);
    expect([after.seen.new.aliases, after.seen.new.account]).toEqual([null, null]);
  });
});

describe('what a page tells is bounded', () => {
  const read = (id: 'aliases' | 'migration', facts: object) => v.safeParse(pageSeenSchema, page(id, 'amelie@old.example', facts));
  test('an absurd number of days is none, and an absurd date neither', () => {
    const shown = read('migration', { cooldown: true, cooldownDays: 9e15, past: [{ target: 'x@y.example', followers: 1, at: '+275760-09-13T00:00:00Z' }] });
    expect(shown.success && shown.output.page === 'migration' && shown.output.facts.cooldownDays).toBe(null);
    const plan = shown.success ? planAfter(seen(shown.output)) : null;
    expect(plan?.seen.old.migration).toMatchObject({ cooldown: true, cooldownUntil: null });
  });
  test('an archive that was asked for at an absurd date was asked for nobody knows when, and can be spoken of', () => {
    for (const created of ['+275760-09-13T00:00:00Z', '-271821-04-20T00:00:00Z', '9999-12-31T23:59:59Z']) {
      const shown = page('export', 'amelie@old.example', { archive: 'in-progress', canRequest: false, archives: [{ id: 1, ready: false, created }] });
      const plan = planAfter(seen(shown));
      expect(plan.seen.old.exports).toMatchObject({ archive: 'in-progress', archiveAskedAt: null });
      expect(() => rowsInWords(plan, translator('en', english), { press: () => undefined, did: () => undefined, giveBack: () => undefined })).not.toThrow();
    }
  });
  test('a stored time that is no date costs what it belongs to, and nothing else', () => {
    const plan = planAfter(...readyToMove);
    const lists = { ...plan.kit.lists, follows: { ...plan.kit.lists.follows, at: 9_007_199_254_740_992 } };
    const read = readPlan({ ...plan, kit: { ...plan.kit, lists } }, NOW);
    expect(read).toMatchObject({ ok: true, isRepaired: true });
    expect(read.ok && Object.keys(read.plan.kit.lists)).toEqual(['lists']);
  });
  test('so do the times of what was read of followers', () => {
    const plan = planAfter(...readyToMove);
    const { before } = plan.followers.read;
    expect(before).not.toBeNull();
    const stored = { ...plan, followers: { ...plan.followers, read: { ...plan.followers.read, before: { ...before, at: 8_640_000_000_000_001 } } } };
    const read = readPlan(stored, NOW);
    expect(read).toMatchObject({ ok: true, isRepaired: true });
    expect(read.ok && read.plan.followers.read.before).toBeNull();
    expect(read.ok && read.plan.kit).toEqual(plan.kit);
  });
  test('lists are no longer than an account can have', () => {
    const aliases = (count: number) => read('aliases', { aliases: Array.from({ length: count }, (_, at) => `a${at}@b.example`) }).success;
    expect([aliases(500), aliases(501)]).toEqual([true, false]);
  });
});

test('a server that is closing down is still closing on its export page, which stays open', () => {
  const closing = seen(page('auth-edit', 'amelie@old.example', { hindrance: 'closing' }));
  const status = (...events: PlanEvent[]) => planAfter(closing, ...events).seen.old.status?.is;
  expect(status(seen(page('export', 'amelie@old.example')))).toBe('closing');
  // Where the migration page opens, it is not.
  expect(status(seen(page('migration', 'amelie@old.example')))).toBe('functional');
});
