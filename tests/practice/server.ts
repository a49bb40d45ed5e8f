/**
 * Practice servers: a small stand-in for Mastodon, for `npm start` and the tests.
 * One HTTPS server on this machine plays several hosts. Tests run in the same process and read or change everything
 * through `practice.server('old')`; nothing here is reachable from outside, and nothing is kept when it closes.
 *
 *   const practice = await startPractice();            // old.localhost, new.localhost, social.handle.localhost
 *   practice.server('old').account('amelie').follows   // the truth
 *   practice.tick(60_000)                              // a minute passes: followers arrive, imports go on
 *   practice.server('new').failNext('/settings/imports', { kind: 'lost-answer' })
 *   await practice.close()
 */
import type { ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { answer, type Told } from './answer';
import { makeCertificate } from './certificate';
import { type Clock, makeClock } from './clock';
import { type Fault, type Trouble, takeFault } from './faults';
import { vacuum } from './import-rows';
import { seedPractice } from './seed';
import { type Account, defaultOptions, type Elsewhere, type LoggedRequest, newAccount, type ServerOptions, type ServerState } from './state';
import type { Incoming, Practice, Reply } from './visit';

export interface PracticeOptions {
  /** 0, the default: any free one. */
  port?: number;
  /** What differs from the ordinary, by server; further names make further servers. `host` is then needed. */
  servers?: Record<string, Partial<ServerOptions>>;
  /** Addresses and handles show the port: for a browser that is not told to map the hosts. */
  portInAddresses?: boolean;
  now?: () => number;
  /** 25,000 follows instead of about a thousand. */
  seedLarge?: boolean;
  /** False: servers without any account. */
  seed?: boolean;
}

export interface PracticeServer extends ServerState {
  account(username: string): Account;
  addAccount(given: Partial<Account> & { username: string }): Account;
  /** Lets the next request (or the next `times`) to this path go wrong; the path may be given as `POST /path`. */
  failNext(path: string | RegExp, trouble: Trouble, times?: number): void;
  /** Nothing goes wrong any more. */
  calm(): void;
  /** Pending accounts wait for this, unless the server approves by itself after a while. */
  approve(username: string): void;
  /** What happens between 3 and 6 in the morning: old imports and archives go. */
  night(): void;
  /** Ends all sessions, as after a password change elsewhere. */
  signEverybodyOut(): void;
  /** Back to how it started, log and sessions too. */
  reset(): void;
}

export interface RunningPractice extends Practice {
  port: number;
  clock: Clock;
  hosts: string[];
  server(key: string): PracticeServer;
  tick(ms: number): void;
  /** Takes every server back to how it started. */
  reset(): void;
  close(): Promise<void>;
}

const usualServers: Record<string, Partial<ServerOptions>> = {
  old: { host: 'old.localhost', title: 'Old Town', version: '4.5' },
  new: { host: 'new.localhost', title: 'New Meadow', version: '4.6', rules: ['Be kind.', 'No advertising.'] },
  handle: { host: 'social.handle.localhost', domain: 'handle.localhost', title: 'Handle', version: '4.4' },
};

export async function startPractice(options: PracticeOptions = {}): Promise<RunningPractice> {
  const clock = makeClock(options.now ?? Date.now);
  const elsewhere: Elsewhere = { dead: new Set(), ignoresMove: new Set(), accounts: new Map(), privatePosts: new Set() };
  const servers = new Map<string, PracticeServer>();
  const faults = new Map<string, Fault[]>();
  const wanted = {
    ...usualServers,
    ...Object.fromEntries(Object.entries(options.servers ?? {}).map(([key, given]) => [key, { ...usualServers[key], ...given }])),
  };
  let port = 0;

  const practice: RunningPractice = {
    get servers() {
      return [...servers.values()];
    },
    elsewhere,
    clock,
    get port() {
      return port;
    },
    get hosts() {
      return [...new Set([...servers.values()].flatMap((server) => [server.options.host, server.options.domain]))];
    },
    find(domain) {
      const name = domain.toLowerCase();
      return [...servers.values()].find((server) => [server.domain, server.host].includes(name));
    },
    async ask(from, method, url, headers) {
      const target = new URL(url);
      const known = hostNamed(target.hostname);
      if (known === undefined || elsewhere.dead.has(target.hostname)) return null;
      const told = await handle({ method, host: target.host, url: target.pathname + target.search, headers, body: new Uint8Array(), from: from.host });
      return told.kind === 'reply' ? told.reply : null;
    },
    server(key) {
      const server = servers.get(key);
      if (server === undefined) throw new Error(`There is no practice server called ${key}; there are ${[...servers.keys()].join(', ')}.`);
      return server;
    },
    tick: (ms) => clock.tick(ms),
    reset() {
      clock.forgetWork();
      elsewhere.dead.clear();
      elsewhere.ignoresMove.clear();
      elsewhere.accounts.clear();
      elsewhere.privatePosts.clear();
      for (const server of servers.values()) server.reset();
      seedAll();
    },
    async close() {
      net.closeAllConnections();
      await new Promise((resolve) => net.close(resolve));
    },
  };

  function hostNamed(hostname: string): PracticeServer | undefined {
    return [...servers.values()].find((server) => [server.options.host, server.options.domain].includes(hostname.toLowerCase()));
  }

  async function handle(incoming: Incoming): Promise<Told> {
    clock.settle();
    const [hostname = ''] = incoming.host.split(':');
    const server = hostNamed(hostname);
    if (server === undefined)
      return { kind: 'reply', reply: { status: 421, headers: { 'content-type': 'text/plain' }, body: `No practice server is called ${hostname}.` } };
    const { path, entry } = log(server, incoming, clock.now());
    const latency = server.options.latency(path);
    if (latency !== 0) await (typeof latency === 'number' ? pause(latency) : latency);
    const trouble = takeFault(faults.get(server.options.host) ?? [], incoming.method, path);
    if (trouble?.kind === 'late') await pause(trouble.ms);
    const told = await answer(practice, server, incoming, entry, trouble);
    entry.status = told.kind === 'reply' ? told.reply.status : null;
    return told;
  }

  const hostNames = Object.values(wanted)
    .flatMap((given) => [given.host ?? '', given.domain ?? given.host ?? ''])
    .filter(Boolean);
  const net = createServer(await makeCertificate([...new Set(hostNames)], Date.now()));
  // A busy test says nothing for longer than the usual five seconds, and its next request would find nobody.
  net.keepAliveTimeout = 0;
  listen(net, handle);
  await new Promise<void>((resolve, reject) => {
    net.once('error', reject);
    net.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  port = (net.address() as AddressInfo).port;

  for (const [key, given] of Object.entries(wanted)) {
    const host = given.host ?? `${key}.localhost`;
    servers.set(key, makeServer({ ...defaultOptions(host), ...given, host }, options.portInAddresses === true ? `:${port}` : '', clock, faults, port));
  }
  function seedAll(): void {
    if (options.seed !== false) seedPractice(practice, { large: options.seedLarge === true });
  }
  seedAll();
  return practice;
}

function makeServer(initial: ServerOptions, suffix: string, clock: Clock, faults: Map<string, Fault[]>, port: number): PracticeServer {
  const own: Fault[] = [];
  faults.set(initial.host, own);
  const server: PracticeServer = {
    options: { ...initial },
    host: initial.host + suffix,
    domain: initial.domain + suffix,
    origin: `https://${initial.host}${suffix}`,
    clock,
    port,
    accounts: new Map(),
    sessions: new Map(),
    requests: [],
    mailbox: [],
    remembered: new Map(),
    numbers: new Map(),
    apps: [],
    grants: [],
    lastId: 0,
    account(username) {
      const account = server.accounts.get(username.toLowerCase());
      if (account === undefined) throw new Error(`${initial.host} has no account called ${username}.`);
      return account;
    },
    addAccount(given) {
      const account = newAccount(server, given);
      server.accounts.set(account.username.toLowerCase(), account);
      return account;
    },
    failNext(path, trouble, times = 1) {
      const [, method, bare] = typeof path === 'string' ? (/^([A-Z]+) (.*)$/.exec(path) ?? []) : [];
      own.push({ method: method ?? null, path: bare ?? path, trouble, times });
    },
    calm() {
      own.length = 0;
    },
    approve(username) {
      server.account(username).approved = true;
    },
    night: () => vacuum(server),
    signEverybodyOut() {
      for (const session of server.sessions.values()) session.username = null;
    },
    reset() {
      server.options = { ...initial };
      server.accounts.clear();
      server.sessions.clear();
      server.remembered.clear();
      server.numbers.clear();
      server.apps.length = 0;
      server.grants.length = 0;
      server.requests.length = 0;
      server.mailbox.length = 0;
      server.lastId = 0;
      own.length = 0;
    },
  };
  return server;
}

function listen(net: Server, handle: (incoming: Incoming) => Promise<Told>): void {
  net.on('request', (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]));
      const incoming: Incoming = {
        method: request.method ?? 'GET',
        host: request.headers.host ?? '',
        url: request.url ?? '/',
        headers,
        body: Buffer.concat(chunks),
        from: 'browser',
      };
      const told = await handle(incoming);
      if (told.kind === 'silence') return;
      if (told.kind === 'broken') return void request.socket.destroy();
      if (told.kind === 'never-ending') return neverEnd(response, told);
      const { status, headers: sent, body } = told.reply as Reply;
      const bytes = typeof body === 'string' ? Buffer.from(body) : Buffer.from(body);
      response.writeHead(status, { ...sent, 'content-length': bytes.length });
      if (!told.half) return void response.end(request.method === 'HEAD' ? undefined : bytes);
      response.write(bytes.subarray(0, bytes.length >> 1), () => request.socket.destroy());
    });
  });
}

/** On and on, as fast as it is taken, until the other end is gone. */
function neverEnd(response: ServerResponse, { type, text, out }: Extract<Told, { kind: 'never-ending' }>): void {
  const part = Buffer.from(text.repeat(Math.ceil(65_536 / text.length)));
  response.writeHead(200, { 'content-type': type });
  let bytes = 0;
  const more = () => {
    do {
      if (response.destroyed) return;
      bytes += part.length;
      out(bytes);
    } while (response.write(part));
  };
  response.on('drain', more);
  more();
}

function log(server: ServerState, incoming: Incoming, at: number): { path: string; entry: LoggedRequest } {
  const url = new URL(incoming.url, 'https://practice.invalid');
  const entry: LoggedRequest = {
    at,
    method: incoming.method,
    host: incoming.host,
    path: url.pathname,
    query: url.search,
    status: null,
    from: incoming.from,
    authorization: incoming.headers.authorization ?? null,
    cookie: incoming.headers.cookie !== undefined,
    origin: incoming.headers.origin ?? null,
    referer: incoming.headers.referer ?? null,
    body: Buffer.from(incoming.body).toString('utf8'),
  };
  server.requests.push(entry);
  return { path: url.pathname, entry };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
