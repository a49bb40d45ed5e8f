import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Handle } from '../../lists/handle';
import { lookupAccount, readActor, resolveHandle } from '../../mastodon/api';
import { readBlock } from '../../mastodon/domain-blocks';
import { readServer } from '../../mastodon/server';

/** `from`: where it came from in the end, after redirects. */
type Reply = { status?: number; body?: unknown; text?: string; headers?: Record<string, string>; from?: string } | 'offline' | 'no-cors';
/**
 * A network by address, without the query unless one is given; what is not in it has no such page. Says what was asked.
 */
function network(replies: Record<string, Reply>) {
  const asked: string[] = [];
  const send: typeof fetch = async (input, init) => {
    const address = String(input);
    asked.push(init?.mode === 'no-cors' ? `no-cors ${address}` : address);
    const reply = replies[address] ?? replies[address.replace(/\?.*/, '')] ?? { status: 404, text: 'not found' };
    if (reply === 'offline' || (reply === 'no-cors' && init?.mode !== 'no-cors')) throw new TypeError('Failed to fetch');
    if (reply === 'no-cors') return new Response('');
    const response = new Response(reply.text ?? JSON.stringify(reply.body), {
      status: reply.status ?? 200,
      ...(reply.headers ? { headers: reply.headers } : {}),
    });
    return reply.from === undefined ? response : Object.defineProperty(response, 'url', { value: reply.from });
  };
  return { send, asked };
}

const rosa: Handle = { username: 'rosa', domain: 'alt.example' };
const finger = (subject: string, actor: string) => ({
  body: {
    subject: `acct:${subject}`,
    links: [
      { rel: 'http://ostatus.org/schema/1.0/subscribe', template: 'https://alt.example/x?uri={uri}' },
      { rel: 'self', type: 'application/activity+json', href: actor },
    ],
  },
});
const account = {
  id: '11',
  username: 'rosa',
  acct: 'rosa',
  display_name: '<b>Rosa</b> & co',
  url: 'https://alt.example/@rosa',
  uri: 'https://alt.example/users/rosa',
  avatar: 'https://files.alt.example/a.png',
  locked: true,
  note: '<script>1</script>',
  followers_count: 10,
  following_count: 20,
  statuses_count: 30,
};
const told = {
  handle: 'rosa@alt.example',
  actorId: 'https://alt.example/users/rosa',
  displayName: '<b>Rosa</b> & co',
  url: 'https://alt.example/@rosa',
  avatar: 'https://files.alt.example/a.png',
  locked: true,
  followers: 10,
  following: 20,
  statuses: 30,
  movedTo: null,
};
const fingerAt = (host: string) => `https://${host}/.well-known/webfinger`;
const lookupAt = (host: string) => `https://${host}/api/v1/accounts/lookup`;
const instance = {
  domain: 'alt.example',
  title: 'Alt',
  version: '4.5.1',
  source_url: 'x',
  registrations: { enabled: true, approval_required: false, message: null },
};
const instanceAt = (host: string, version: 1 | 2 = 2) => `https://${host}/api/v${version}/instance`;
const nodeinfo = (host: string, name: string): Record<string, Reply> => ({
  [`https://${host}/.well-known/nodeinfo`]: {
    body: { links: [{ rel: 'http://nodeinfo.diaspora.software/ns/schema/2.0', href: `https://${host}/nodeinfo/2.0` }] },
  },
  [`https://${host}/nodeinfo/2.0`]: { body: { software: { name, version: '1' } } },
});

describe('a handle', () => {
  test('is resolved by its domain and told of by its server', async () => {
    const { send, asked } = network({
      [fingerAt('alt.example')]: finger('rosa@alt.example', 'https://alt.example/users/rosa'),
      [lookupAt('alt.example')]: { body: account },
    });
    expect(await resolveHandle(rosa, send)).toEqual({
      ok: true,
      value: { handle: 'rosa@alt.example', actorId: told.actorId, origin: 'https://alt.example', account: { ok: true, value: told } },
    });
    expect(asked).toEqual([
      'https://alt.example/.well-known/webfinger?resource=acct%3Arosa%40alt.example',
      'https://alt.example/api/v1/accounts/lookup?acct=rosa',
    ]);
  });

  const split: Record<string, Reply> = {
    [fingerAt('handle.example')]: finger('rosa@handle.example', 'https://social.handle.example/ap/users/11'),
    [fingerAt('social.handle.example')]: finger('rosa@handle.example', 'https://social.handle.example/ap/users/11'),
    [lookupAt('social.handle.example')]: { body: { ...account, uri: undefined } },
  };
  test.each(['handle.example', 'social.handle.example'])('may live elsewhere than its domain says (asked as %s)', async (domain) => {
    const { send } = network(split);
    const found = await resolveHandle({ username: 'rosa', domain }, send);
    expect(found).toMatchObject({
      ok: true,
      value: {
        handle: 'rosa@handle.example',
        actorId: 'https://social.handle.example/ap/users/11',
        origin: 'https://social.handle.example',
        account: { ok: true, value: { handle: 'rosa@handle.example', actorId: 'https://social.handle.example/ap/users/11' } },
      },
    });
  });
  test('is not believed for a domain that does not know it', async () => {
    const { send } = network({
      [fingerAt('evil.example')]: finger('rosa@alt.example', 'https://evil.example/users/rosa'),
      [fingerAt('alt.example')]: finger('rosa@alt.example', 'https://alt.example/users/rosa'),
    });
    expect(await resolveHandle({ username: 'rosa', domain: 'evil.example' }, send)).toEqual({
      ok: false,
      problem: { kind: 'malformed', host: 'evil.example' },
    });
  });
  const resource = '?resource=acct%3Arosa%40alt.example';
  test.each([
    ['to the account’s own server, with the same question', `https://social.alt.example/.well-known/webfinger${resource}`, true],
    ['to a host below its own, with the same question', `https://www.alt.example/.well-known/webfinger${resource}`, true],
    ['to a third server', `https://evil.example/.well-known/webfinger${resource}`, false],
    ['to another page', `https://social.alt.example/somewhere${resource}`, false],
    ['to the question about another account', 'https://social.alt.example/.well-known/webfinger?resource=acct%3Amallory%40alt.example', false],
    ['to no question at all', 'https://social.alt.example/.well-known/webfinger', false],
    ['where anybody can read along', `http://social.alt.example/.well-known/webfinger${resource}`, false],
  ])('whose domain sends us on %s', async (_, from, isRight) => {
    const { send, asked } = network({
      [fingerAt('alt.example')]: { ...finger('rosa@alt.example', 'https://social.alt.example/users/rosa'), from },
      [lookupAt('social.alt.example')]: { body: account },
    });
    expect((await resolveHandle(rosa, send)).ok).toBe(isRight);
    expect(asked.length).toBe(isRight ? 2 : 1);
  });
  test('needs access where its domain answers but the browser does not let us see', async () => {
    const { send } = network({ [fingerAt('alt.example')]: 'no-cors' });
    expect(await resolveHandle(rosa, send)).toEqual({ ok: false, problem: { kind: 'needs-access', domain: 'alt.example' } });
  });
  test.each<[string, Reply, object]>([
    ['nothing answers', 'offline', { kind: 'offline', host: 'alt.example' }],
    ['nobody is there', { status: 404, text: '' }, { kind: 'not-found', host: 'alt.example' }],
    ['the domain is not its own', { status: 400, text: '' }, { kind: 'not-found', host: 'alt.example' }],
    ['the account is suspended or deleted', { status: 410, text: '' }, { kind: 'gone', host: 'alt.example' }],
    [
      'it is asked too often',
      { status: 429, text: '', headers: { 'retry-after': '60' } },
      { kind: 'status', host: 'alt.example', status: 429, retryAfter: 60 },
    ],
    ['a page comes instead', { text: '<html>' }, { kind: 'not-json', host: 'alt.example' }],
    ['nothing of it is right', { body: [] }, { kind: 'malformed', host: 'alt.example' }],
    ['there is no actor', { body: { subject: 'acct:rosa@alt.example', links: [] } }, { kind: 'malformed', host: 'alt.example' }],
    ['the subject is no handle', finger('<b>', 'https://alt.example/users/rosa'), { kind: 'malformed', host: 'alt.example' }],
    ['the actor is not on https', finger('rosa@alt.example', 'http://alt.example/users/rosa'), { kind: 'malformed', host: 'alt.example' }],
    ['the actor is in a home network', finger('rosa@alt.example', 'https://192.168.1.1/users/rosa'), { kind: 'malformed', host: 'alt.example' }],
    ['the actor is on this computer', finger('rosa@alt.example', 'https://localhost/users/rosa'), { kind: 'malformed', host: 'alt.example' }],
  ])('cannot be resolved when %s', async (_when, reply, problem) => {
    const { send } = network({ [instanceAt('alt.example')]: { body: instance }, [fingerAt('alt.example')]: reply });
    expect(await resolveHandle(rosa, send)).toEqual({ ok: false, problem });
  });
  test('cannot be resolved by a domain that is no server of accounts and leads to none', async () => {
    expect(await resolveHandle(rosa, network({}).send)).toEqual({ ok: false, problem: { kind: 'no-finger', host: 'alt.example', lives: null } });
  });

  const fingered = { [fingerAt('alt.example')]: finger('rosa@alt.example', 'https://alt.example/users/rosa') };
  test('of other software says which', async () => {
    const { send } = network({ ...fingered, ...nodeinfo('alt.example', 'Lemmy') });
    expect(await resolveHandle(rosa, send)).toEqual({ ok: false, problem: { kind: 'not-mastodon', host: 'alt.example', software: 'lemmy' } });
  });
  test('on a server that knows none of our questions is not on Mastodon', async () => {
    expect(await resolveHandle(rosa, network(fingered).send)).toEqual({ ok: false, problem: { kind: 'not-mastodon', host: 'alt.example', software: null } });
  });
  test('is not called foreign because its server is busy', async () => {
    const { send } = network({
      ...fingered,
      [instanceAt('alt.example')]: { status: 503, text: '' },
      [instanceAt('alt.example', 1)]: { status: 503, text: '' },
    });
    expect(await resolveHandle(rosa, send)).toMatchObject({ ok: true, value: { account: { ok: false, problem: { kind: 'not-found' } } } });
  });
  test('of a Mastodon that does not tell strangers is still resolved', async () => {
    const { send } = network({ ...fingered, [lookupAt('alt.example')]: { status: 401, body: {} } });
    expect(await resolveHandle(rosa, send)).toMatchObject({
      ok: true,
      value: { actorId: 'https://alt.example/users/rosa', account: { ok: false, problem: { kind: 'not-public' } } },
    });
  });
  test('that waits for approval is resolved and not told of', async () => {
    const { send } = network({ ...fingered, [instanceAt('alt.example')]: { body: instance } });
    expect(await resolveHandle(rosa, send)).toMatchObject({ ok: true, value: { account: { ok: false, problem: { kind: 'not-found' } } } });
  });
});

describe('an account', () => {
  const look = (body: unknown) => lookupAccount('https://alt.example', 'alt.example', 'rosa', network({ [lookupAt('alt.example')]: { body } }).send);

  test('is text and numbers, and nothing that was not asked for', async () => expect(await look(account)).toEqual({ ok: true, value: told }));
  test('may hide its followers', async () => expect(await look({ ...account, followers_count: -1 })).toMatchObject({ value: { followers: null } }));
  test.each([['12'], [1.5], [null], [undefined], [{}], [1e300]])('has no number of followers when it says %j', async (followers_count) =>
    expect(await look({ ...account, followers_count })).toMatchObject({ ok: true, value: { followers: null } }),
  );
  test('may have moved to another server, or within its own', async () => {
    expect(await look({ ...account, moved: { acct: 'rosa_l@neu.example' } })).toMatchObject({ value: { movedTo: 'rosa_l@neu.example' } });
    expect(await look({ ...account, moved: { acct: 'rosa2' } })).toMatchObject({ value: { movedTo: 'rosa2@alt.example' } });
    expect(await look({ ...account, moved: 'yes' })).toMatchObject({ value: { movedTo: null } });
  });
  test('of another server keeps its domain', async () =>
    expect(await look({ ...account, acct: 'rosa@else.example' })).toMatchObject({ value: { handle: 'rosa@else.example' } }));
  test('has no address that is not https', async () =>
    expect(await look({ ...account, url: 'javascript:1', avatar: 'http://alt.example/a.png', uri: 'x' })).toMatchObject({
      value: { url: 'https://alt.example/@rosa', avatar: null, actorId: null },
    }));
  test('with an endless name is cut', async () => {
    const found = await look({ ...account, display_name: 'x'.repeat(100_000) });
    expect(found.ok && found.value.displayName.length).toBe(500);
  });
  test('that is suspended is told apart from one that is gone', async () =>
    expect(await look({ ...account, suspended: true })).toEqual({ ok: false, problem: { kind: 'suspended', host: 'alt.example' } }));
  test.each([[null], [[]], ['rosa'], [{}], [{ username: 'rosa' }], [{ username: 1, acct: 'rosa' }]])('cannot be %j', async (body) =>
    expect(await look(body)).toEqual({ ok: false, problem: { kind: 'malformed', host: 'alt.example' } }),
  );
});

describe('an actor', () => {
  const id = 'https://alt.example/users/rosa';
  const look = (reply: Reply, actorId = id) => readActor({ actorId, origin: 'https://alt.example' }, network({ [actorId]: reply }).send);

  test('tells its aliases, where it moved and whether it is locked', async () => {
    const body = {
      id,
      type: 'Person',
      alsoKnownAs: ['https://old.example/users/r'],
      movedTo: 'https://neu.example/users/r',
      manuallyApprovesFollowers: true,
      name: 'x',
    };
    expect(await look({ body })).toEqual({
      ok: true,
      value: { id, alsoKnownAs: ['https://old.example/users/r'], movedTo: 'https://neu.example/users/r', locked: true },
    });
  });
  test('may have one alias that is no list, and be moved to a whole account', async () => {
    const body = { id, alsoKnownAs: 'https://old.example/users/r', movedTo: { id: 'https://neu.example/users/r', type: 'Person' } };
    expect(await look({ body })).toMatchObject({ value: { alsoKnownAs: ['https://old.example/users/r'], movedTo: 'https://neu.example/users/r' } });
  });
  test('may tell nothing of that', async () =>
    expect(await look({ body: { id } })).toEqual({ ok: true, value: { id, alsoKnownAs: [], movedTo: null, locked: false } }));
  test.each<[string, Reply, string]>([
    ['in secure mode', { status: 401, body: {} }, 'not-public'],
    ['when it is deleted', { status: 410, body: {} }, 'gone'],
    ['when it is suspended', { body: { id, suspended: true } }, 'suspended'],
    ['when it is unknown', { status: 404, body: {} }, 'not-found'],
    ['when it calls itself otherwise', { body: { id: 'https://alt.example/users/other' } }, 'malformed'],
    ['when it is no actor', { body: 'x' }, 'malformed'],
    ['when the browser keeps it from us', 'offline', 'offline'],
  ])('is not read %s', async (_when, reply, kind) => expect(await look(reply)).toMatchObject({ ok: false, problem: { kind } }));
  test('is asked for at its own server only', async () => {
    const { send, asked } = network({});
    expect(await readActor({ actorId: 'https://else.example/users/rosa', origin: 'https://alt.example' }, send)).toMatchObject({
      problem: { kind: 'refused-host' },
    });
    expect(asked).toEqual([]);
  });
});

describe('a server', () => {
  const read = (replies: Record<string, Reply>, server = 'https://alt.example') => readServer(server, network(replies).send);
  const plain = { origin: 'https://alt.example', domain: 'alt.example', title: 'Alt', version: '4.5.1', software: 'mastodon', registrations: 'open' };

  test.each(['https://alt.example', 'alt.example', 'https://ALT.example/about', '@rosa@alt.example'])('is read by %s', async (server) =>
    expect(await read({ [instanceAt('alt.example')]: { body: instance } }, server)).toEqual({ ok: true, value: plain }),
  );
  test.each([
    [{ enabled: true, approval_required: true }, 'approval'],
    [{ enabled: false, approval_required: true }, 'closed'],
    [{ enabled: true }, 'open'],
  ])('with registrations %j is %s', async (registrations, state) =>
    expect(await read({ [instanceAt('alt.example')]: { body: { ...instance, registrations } } })).toMatchObject({ value: { registrations: state } }),
  );
  test('before v2 is read by v1', async () => {
    const body = { uri: 'https://alt.example', title: 'Alt', version: '3.4.6+hometown-1.0.8', registrations: true, approval_required: true };
    expect(await read({ [instanceAt('alt.example', 1)]: { body } })).toEqual({
      ok: true,
      value: { ...plain, version: body.version, registrations: 'approval' },
    });
  });
  test('has a handle domain that may be another, in Unicode too', async () => {
    const replies = {
      [instanceAt('social.handle.example')]: { body: { ...instance, domain: 'bücher.example' } },
      [fingerAt('xn--bcher-kva.example')]: finger('mastodon.internal@xn--bcher-kva.example', 'https://social.handle.example/actor'),
    };
    expect(await read(replies, 'social.handle.example')).toMatchObject({
      value: { origin: 'https://social.handle.example', domain: 'xn--bcher-kva.example' },
    });
  });
  test.each<[string, Record<string, Reply>]>([
    ['knows nothing of it', {}],
    ['leads to another server', { [fingerAt('bank.example')]: finger('bank.example@bank.example', 'https://social.bank.example/actor') }],
  ])('is not believed in its handle domain when that domain %s', async (_when, replies) => {
    for (const [version, body] of [
      [2, { ...instance, domain: 'bank.example' }],
      [1, { uri: 'bank.example', title: 'Alt', version: '4.5.1', registrations: true }],
    ] as const)
      expect(await read({ [instanceAt('alt.example', version)]: { body }, ...replies })).toEqual({ ok: true, value: plain });
  });
  test.each<[string, Record<string, Reply>]>([
    ['v2', { [instanceAt('social.handle.example')]: { body: { ...instance, domain: 'handle.example' } } }],
    ['v1', { [instanceAt('social.handle.example', 1)]: { body: { uri: 'handle.example', title: 'Alt', version: '3.4.6' } } }],
  ])('whose handle domain keeps its answer from us needs access to that domain first (%s)', async (_version, replies) => {
    const kept = { ...replies, [fingerAt('handle.example')]: 'no-cors' } as const;
    expect(await read(kept, 'social.handle.example')).toEqual({ ok: false, problem: { kind: 'needs-access', domain: 'handle.example' } });
  });
  test('whose handle domain an account has shown is not asked for it again', async () => {
    const { send, asked } = network({ [instanceAt('social.handle.example')]: { body: { ...instance, domain: 'bank.example' } } });
    expect(await readServer('https://social.handle.example', send, 'handle.example')).toMatchObject({ value: { domain: 'handle.example' } });
    expect(asked).toEqual([instanceAt('social.handle.example')]);
  });
  const closed = { [instanceAt('alt.example')]: { status: 401, body: {} }, [instanceAt('alt.example', 1)]: { status: 401, body: {} } };
  test('that tells strangers nothing is known by its nodeinfo', async () =>
    expect(await read({ ...closed, ...nodeinfo('alt.example', 'Mastodon') })).toEqual({
      ok: true,
      value: { ...plain, title: 'alt.example', version: '1', registrations: null },
    }));
  test('that tells strangers nothing, and its nodeinfo to no other site, needs access', async () =>
    expect(await read({ ...closed, 'https://alt.example/.well-known/nodeinfo': 'no-cors' })).toEqual({
      ok: false,
      problem: { kind: 'needs-access', domain: 'alt.example' },
    }));
  test('is found from its handle domain', async () => {
    const found = await read(
      {
        [fingerAt('handle.example')]: finger('handle.example@handle.example', 'https://social.handle.example/actor'),
        [instanceAt('social.handle.example')]: { body: { ...instance, domain: 'handle.example' } },
      },
      'handle.example',
    );
    expect(found).toMatchObject({ value: { origin: 'https://social.handle.example', domain: 'handle.example' } });
  });
  test('behind a handle domain may need access', async () =>
    expect(await read({ [instanceAt('alt.example')]: 'offline', [fingerAt('alt.example')]: 'no-cors' })).toEqual({
      ok: false,
      problem: { kind: 'needs-access', domain: 'alt.example' },
    }));
  test.each([
    ['4.5.1+glitch', 'mastodon'],
    ['4.2.10+hometown-1.1.1', 'mastodon'],
    ['4.8.0-alpha.1', 'mastodon'],
    ['2.7.2 (compatible; Akkoma 3.13.2)', 'akkoma'],
    ['3.5.3 (compatible; Pixelfed 0.12.1)', 'pixelfed'],
    ['2.8.0 (compatible; Friendica 2023.12)', 'friendica'],
    ['0.17.3', 'unknown'],
  ])('of version %s is %s', async (version, software) =>
    expect(await read({ [instanceAt('alt.example')]: { body: { ...instance, version } } })).toMatchObject({ ok: true, value: { software } }),
  );
  test('of other software that answers like Mastodon says so in its nodeinfo', async () => {
    const replies = { [instanceAt('alt.example')]: { body: { ...instance, version: '0.17.3' } }, ...nodeinfo('alt.example', 'GoToSocial') };
    expect(await read(replies)).toMatchObject({ value: { software: 'gotosocial' } });
  });
  test('of software that answers otherwise is not Mastodon', async () =>
    expect(await read(nodeinfo('alt.example', 'peertube'))).toEqual({
      ok: false,
      problem: { kind: 'not-mastodon', host: 'alt.example', software: 'peertube' },
    }));
  test.each([429, 500, 502, 503])('that is busy or broken for the moment (%i) is not taken for other software', async (status) => {
    const nodeinfo = {
      'https://alt.example/.well-known/nodeinfo': {
        body: { links: [{ rel: 'http://nodeinfo.diaspora.software/ns/schema/2.0', href: 'https://alt.example/nodeinfo/2.0' }] },
      },
      'https://alt.example/nodeinfo/2.0': { body: { software: { name: 'mastodon', version: '4.5.15' } } },
    };
    const problem = { kind: 'status', status };
    const both = { 'https://alt.example/api/v2/instance': { status }, 'https://alt.example/api/v1/instance': { status } };
    expect(await read({ ...nodeinfo, ...both })).toMatchObject({ ok: false, problem });
    const later = { 'https://alt.example/api/v1/instance': { status } };
    expect(await read({ ...nodeinfo, ...later })).toMatchObject({ ok: false, problem });
    // Mastodon by its own word is never told to be something else.
    expect(await read(nodeinfo)).toMatchObject({ ok: false, problem: { kind: 'not-found' } });
  });
  test('does not send us elsewhere for its nodeinfo', async () => {
    const { send, asked } = network({
      'https://alt.example/.well-known/nodeinfo': { body: { links: [{ rel: 'nodeinfo', href: 'https://else.example/nodeinfo' }] } },
    });
    await readServer('alt.example', send);
    expect(asked.filter((address) => address.includes('else.example'))).toEqual([]);
  });
  test.each<[string, Record<string, Reply>, string]>([
    ['nothing answers', { [instanceAt('alt.example')]: 'offline', [fingerAt('alt.example')]: 'offline' }, 'offline'],
    [
      'it tells no strangers',
      { [instanceAt('alt.example')]: { status: 401, body: {} }, [instanceAt('alt.example', 1)]: { status: 401, body: {} } },
      'not-public',
    ],
    ['there is only a web site', { [instanceAt('alt.example')]: { text: '<html>' } }, 'not-json'],
    ['it is broken', { [instanceAt('alt.example')]: { status: 500, text: '' } }, 'status'],
  ])('is not read when %s', async (_when, replies, kind) => expect(await read(replies)).toMatchObject({ ok: false, problem: { kind } }));
  test('must have a name', async () => expect(await read({}, 'not a server')).toMatchObject({ ok: false, problem: { kind: 'malformed' } }));
});

describe('how a server treats another', () => {
  const blocksAt = 'https://alt.example/api/v1/instance/domain_blocks';
  const ask = async (reply: Reply, domain = 'old.example') => readBlock('https://alt.example', domain, network({ [blocksAt]: reply }).send);
  const entry = { domain: 'old.example', digest: '', severity: 'suspend' };

  test('is said where it is published', async () => {
    expect(await ask({ body: [entry] })).toEqual({ ok: true, value: 'suspend' });
    expect(await ask({ body: [{ ...entry, severity: 'silence' }] })).toEqual({ ok: true, value: 'silence' });
    expect(await ask({ body: [{ ...entry, domain: 'else.example' }] })).toEqual({ ok: true, value: null });
  });
  test('holds for what is below a domain, and not for what is above', async () => {
    expect(await ask({ body: [entry] }, 'social.old.example')).toEqual({ ok: true, value: 'suspend' });
    expect(await ask({ body: [{ ...entry, domain: 'social.old.example' }] })).toEqual({ ok: true, value: null });
  });
  test('is known by its digest where the name is hidden behind stars', async () => {
    const digest = createHash('sha256').update('old.example').digest('hex');
    expect(await ask({ body: [{ domain: '***.example', digest, severity: 'suspend' }] })).toEqual({ ok: true, value: 'suspend' });
  });
  test('is unknown where the server tells nobody', async () => {
    expect(await ask({ status: 404, body: {} })).toMatchObject({ ok: false });
    expect(await ask({ body: { error: 'no' } })).toMatchObject({ ok: false, problem: { kind: 'malformed' } });
  });
});
