/**
 * An account that cannot be looked up, on servers that behave as real ones do: each cause has words and ways of its
 * own.
 */
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { findAccount } from '../../views/find-party';
import { outsider } from '../practice/outsider';
import { type RunningPractice, startPractice } from '../practice/server';

let practice: RunningPractice;
beforeAll(async () => {
  practice = await startPractice();
});
afterAll(() => practice.close());
beforeEach(() => {
  practice.reset();
  vi.spyOn(globalThis, 'fetch').mockImplementation(outsider(practice));
});

const OLD = '@amelie@old.localhost';
/** What is said, how it can be gone on with, and the cause that is kept. */
async function told(typed = OLD) {
  const found = await findAccount(typed, 'old');
  if (found.ok) return { found: found.party };
  const { say, anyway, gone } = found;
  return { says: say.key, anyway: anyway?.untold, gone: gone !== undefined };
}
const set = (changed: Partial<ReturnType<RunningPractice['server']>['options']>, key = 'old') => Object.assign(practice.server(key).options, changed);

test('an ordinary account is found, and nothing is kept of a cause', async () => {
  expect((await told()).found).toMatchObject({ handle: 'amelie@old.localhost', server: { software: 'mastodon' } });
  expect((await told()).found).not.toHaveProperty('untold');
});

test.each(['gotosocial', 'akkoma', 'sharkey', 'friendica'])('%s is alive: the account is found there', async (software) => {
  set({ software });
  expect((await told()).found).toMatchObject({ server: { software }, handle: 'amelie@old.localhost' });
});

test.each(['robots', 'robots-page'] as const)('a check for robots (%s)', async (front) => {
  set({ front });
  expect(await told()).toEqual({ says: 'problems.lookup.unreadable', anyway: 'robots', gone: true });
});

test('an error of a server in front', async () => {
  set({ front: 'error' });
  expect(await told()).toEqual({ says: 'problems.lookup.error', anyway: 'broken', gone: true });
});

test('closed to strangers: the server is there, so nobody is asked whether it is gone', async () => {
  set({ limitedFederation: true, version: '4.3' });
  expect((await told()).found).toMatchObject({ account: null, untold: 'closed' });
  set({ limitedFederation: false, closedApi: true, version: '4.5' });
  expect((await told()).found).toMatchObject({ account: null, untold: 'closed', server: { version: '4.5.15' } });
});

test('deleted, or suspended for good: who can still sign in saves at once', async () => {
  practice.server('old').account('amelie').deleted = true;
  expect(await findAccount(OLD, 'old')).toMatchObject({
    say: { key: 'problems.lookup.gone' },
    anyway: { limit: 'suspended', server: { origin: 'https://old.localhost' } },
    gone: { gone: true },
  });
});

test('unknown to a Mastodon server that is there', async () => {
  expect(await told('@nobody@old.localhost')).toEqual({ says: 'problems.lookup.not-found', anyway: undefined, gone: true });
});

test('a domain that leads to no server of accounts', async () => {
  set({ handleDomainLeads: false }, 'handle');
  expect(await told('@amelie_handle@handle.localhost')).toEqual({ says: 'problems.lookup.no-finger', anyway: undefined, gone: true });
});

test('the profile of an account whose domain does not lead there: its server is known', async () => {
  set({ handleDomainLeads: false }, 'handle');
  const found = await findAccount('https://social.handle.localhost/@amelie_handle', 'old');
  expect(found).toMatchObject({
    ok: false,
    say: { key: 'problems.lookup.domain' },
    anyway: { untold: 'domain', handle: 'amelie_handle@handle.localhost', server: { origin: 'https://social.handle.localhost', domain: 'handle.localhost' } },
  });
});

test('nobody answers', async () => {
  practice.elsewhere.dead.add('old.localhost');
  expect(await told()).toEqual({ says: 'problems.lookup.unreachable', anyway: undefined, gone: true });
});
