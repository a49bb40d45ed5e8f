/**
 * Answers to public questions as a server may give them that lies, breaks or means harm: any JSON, any size, any
 * address in it, sent on to anywhere. Each question ends after few requests, asks only hosts with a public name over
 * https and without anything of the person's, and what it tells is what the schemas allow, or a problem with a name.
 */
import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { publicAccountSchema, publicServerSchema } from '../../journey/facts';
import { parseServer } from '../../lists/handle';
import { isProfilePublic, lookupAccount, readActor, resolveHandle } from '../../mastodon/api';
import { domainsCutOff, readBlock } from '../../mastodon/domain-blocks';
import { readServer } from '../../mastodon/server';
import { attempt, edited, edits, expectReached, harmful, seldom, timeout } from './cases';

const ORIGIN = 'https://social.alt.example';
const ACTOR = `${ORIGIN}/users/rosa`;

/** What an honest server says, by the path that is asked. */
const honest: readonly (readonly [RegExp, unknown])[] = [
  [/webfinger/, { subject: 'acct:rosa@alt.example', links: [{ rel: 'self', type: 'application/activity+json', href: ACTOR }] }],
  [
    /accounts\/lookup/,
    {
      id: '11',
      username: 'rosa',
      acct: 'rosa',
      display_name: 'Rosa',
      url: `${ORIGIN}/@rosa`,
      uri: ACTOR,
      avatar: `${ORIGIN}/a.png`,
      locked: true,
      followers_count: 10,
      following_count: 20,
      statuses_count: 30,
      moved: { acct: 'rosa_l@new.example' },
    },
  ],
  [/users\/rosa/, { id: ACTOR, alsoKnownAs: ['https://old.example/users/a'], movedTo: { id: 'https://new.example/users/a' }, manuallyApprovesFollowers: true }],
  [/v2\/instance/, { domain: 'alt.example', title: 'Alt', version: '4.5.1', registrations: { enabled: true, approval_required: true } }],
  [/v1\/instance$/, { uri: 'alt.example', title: 'Alt', version: '3.5.1', registrations: true, approval_required: false }],
  [/domain_blocks/, [{ domain: 'evil.example', digest: 'f'.repeat(64), severity: 'suspend' }]],
  [/well-known\/nodeinfo/, { links: [{ rel: 'http://nodeinfo.diaspora.software/ns/schema/2.0', href: `${ORIGIN}/nodeinfo/2.0` }] }],
  [/nodeinfo\/2/, { software: { name: 'mastodon', version: '4.5.1' } }],
];

const addresses = [
  'https://evil.example/users/rosa',
  'http://alt.example/users/rosa',
  'https://user:secret@alt.example/x',
  'https://127.0.0.1/x',
  'https://[::1]/x',
  'https://localhost/x',
  'https://router/x',
  'https://192.168.0.1:8443/x',
  'https://2130706433/x',
  'https://0x7f.1/x',
  'file:///etc/passwd',
  'https://alt.example:22/x',
  'https://alt.example./x',
  'javascript:alert(1)',
  '//evil.example/x',
  'acct:rosa@127.0.0.1',
  'acct:rosa@evil.example',
  'acct:rosa@alt.example',
  'alt.example',
  'social.alt.example',
];
const words = fc.oneof(fc.constantFrom(...addresses, ...harmful), fc.string({ unit: 'grapheme', maxLength: 20 }));
const anything = fc.oneof(words, fc.jsonValue(), fc.constantFrom(0, -1, 1e300, 0.5, null, true, [], {}));

/** Each answer is the honest one with some of its values changed, its text broken, or something else altogether. */
const answer = fc.record({
  changes: fc.array(fc.record({ at: fc.noBias(fc.nat(16)), by: anything }), { maxLength: 2 }),
  text: seldom(edits([...harmful, '{', '}', '[', '"', ',', '[[[['], 2)),
  instead: seldom(anything),
  status: fc.oneof({ weight: 8, arbitrary: fc.constant(200) }, fc.constantFrom(204, 400, 401, 403, 404, 410, 429, 500, 503)),
  from: seldom(fc.oneof(fc.constantFrom(...addresses), fc.constant(`${ORIGIN}/.well-known/webfinger?resource=acct%3Arosa%40alt.example`))),
  fails: fc.oneof({ weight: 12, arbitrary: fc.constant(false) }, fc.constant(true)),
  type: fc.constantFrom('application/json', 'text/html', ''),
});
type Said = typeof answer extends fc.Arbitrary<infer T> ? T : never;

function changedValue(value: unknown, at: number, by: unknown): unknown {
  let count = 0;
  const walk = (inner: unknown): unknown => {
    if (count++ === at) return by;
    if (Array.isArray(inner)) return inner.map(walk);
    if (typeof inner === 'object' && inner !== null) return Object.fromEntries(Object.entries(inner).map(([name, each]) => [name, walk(each)]));
    return inner;
  };
  return walk(value);
}

function reply({ changes, text, instead, status, from, type }: Said, url: URL): Response {
  const [, plain = {}] = honest.find(([path]) => path.test(url.pathname)) ?? [];
  const value = instead ?? changes.reduce<unknown>((before, { at, by }) => changedValue(before, at, by), plain);
  const body = text === null ? JSON.stringify(value) : edited(JSON.stringify(value) ?? '', text);
  const response = new Response(status === 204 ? null : body, {
    status,
    headers: { 'content-type': type, 'retry-after': body.slice(0, 20).replace(/[^ -~]/g, '') },
  });
  return Object.defineProperty(response, 'url', { value: from ?? url.href });
}

/** No question of ours needs more requests than this, whatever it is told. */
const MOST_REQUESTS = 12;

const questions = {
  resolveHandle: (send: typeof fetch) => resolveHandle({ username: 'rosa', domain: 'alt.example' }, send),
  lookupAccount: (send: typeof fetch) => lookupAccount(ORIGIN, 'alt.example', 'rosa', send),
  readActor: (send: typeof fetch) => readActor({ actorId: ACTOR, origin: ORIGIN }, send),
  readServer: (send: typeof fetch) => readServer('alt.example', send),
  readBlock: (send: typeof fetch) => readBlock(ORIGIN, 'a.b.evil.example', send),
  domainsCutOff: (send: typeof fetch) => domainsCutOff(ORIGIN, ['evil.example', 'good.example'], send),
  isProfilePublic: (send: typeof fetch) => isProfilePublic(ORIGIN, 'rosa', send),
};
type Question = keyof typeof questions;
/** These are about a server that is known: they ask nobody else. */
const asksOne: readonly Question[] = ['lookupAccount', 'readActor', 'readBlock', 'domainsCutOff', 'isProfilePublic'];

const theCase = fc.record({
  question: fc.constantFrom(...(Object.keys(questions) as Question[])),
  said: fc.array(answer, { minLength: MOST_REQUESTS, maxLength: MOST_REQUESTS }),
});

test('an answer of any kind: few requests, to public hosts alone, and nothing but what a schema allows', { timeout }, async () => {
  const tried = await attempt('answers of servers', 0.25, theCase, async ({ question, said }) => {
    let requests = 0;
    const send: typeof fetch = async (input, init = {}) => {
      const one = said[requests];
      requests += 1;
      expect(requests).toBeLessThanOrEqual(MOST_REQUESTS);
      const url = new URL(String(input));
      expect(url.protocol).toBe('https:');
      expect([url.username, url.password]).toEqual(['', '']);
      expect(parseServer(url.origin)).toMatchObject({ ok: true });
      expect(url.hostname).not.toMatch(/^[\d.]+$|^\[|^localhost$/);
      if (asksOne.includes(question)) expect(url.origin).toBe(ORIGIN);
      expect(init.credentials).toBe('omit');
      expect(init.referrerPolicy).toBe('no-referrer');
      expect(Object.keys(init.headers ?? {})).toEqual(init.mode === 'no-cors' ? [] : ['accept']);
      // Only WebFinger may be sent on.
      if (!/webfinger$/.test(url.pathname)) expect(init.redirect).toBe('error');
      if (one === undefined || one.fails) throw new TypeError('Failed to fetch');
      return reply(one, url);
    };
    const told = await questions[question](send);
    expect(() => JSON.stringify(told)).not.toThrow();
    if (typeof told !== 'object' || told === null || !('ok' in told)) return question;
    if (!told.ok) {
      expect(typeof told.problem.kind).toBe('string');
      return `${question}: a problem`;
    }
    if (question === 'resolveHandle') {
      const { account, actorId, origin } = told.value as { account: { ok: boolean; value?: unknown }; actorId: string; origin: string };
      expect(new URL(actorId).origin).toBe(origin);
      expect(parseServer(origin)).toMatchObject({ ok: true });
      if (account.ok) expect(v.is(publicAccountSchema, account.value)).toBe(true);
    }
    if (question === 'lookupAccount') expect(v.is(publicAccountSchema, told.value)).toBe(true);
    if (question === 'readServer') {
      expect(v.is(publicServerSchema, told.value)).toBe(true);
      expect(parseServer((told.value as { origin: string }).origin)).toMatchObject({ ok: true });
    }
    if (question === 'readActor') expect((told.value as { id: string }).id).toBe(ACTOR);
    return `${question}: told`;
  });
  const ends = ['resolveHandle', 'lookupAccount', 'readActor', 'readServer', 'readBlock'].flatMap((question) => [
    `${question}: told`,
    `${question}: a problem`,
  ]);
  expectReached(tried, ...ends);
});
