/** What a server tells anybody about itself: name, version, software, and whether it takes new accounts. */
import * as v from 'valibot';
import { type PublicServer, publicServerSchema } from '../journey/facts';
import { parseServer } from '../lists/handle';
import { answers, type Send } from './http';
import { type ApiProblem, askPublic, flag, optionalText, someText, type Told } from './public-answers';
import { webfinger } from './webfinger';

/**
 * The handle domain a server claims, if that domain's own WebFinger leads back to the server; else its host. A server
 * may say what it likes of itself. Nothing is taken for granted where the domain keeps its answer from us: its host
 * would then be taken for the domain of all its accounts.
 */
async function handleDomain(origin: string, claimed: string, send: Send | undefined): Promise<Told<string>> {
  const { host } = new URL(origin);
  const domain = parseServer(claimed);
  if (!domain.ok || domain.value === host) return { ok: true, value: host };
  // Mastodon answers for the domain itself as for an account.
  const actor = await webfinger({ username: domain.value, domain: domain.value }, send);
  if (!actor.ok && actor.problem.kind === 'needs-access') return actor;
  return { ok: true, value: actor.ok && new URL(actor.value.actorId).origin === origin ? domain.value : host };
}

const instanceSchemas = {
  v2: v.object({
    domain: someText,
    title: v.fallback(v.string(), ''),
    version: someText,
    registrations: v.object({ enabled: v.boolean(), approval_required: flag }),
  }),
  // until 3.5, and Hometown
  v1: v.object({
    uri: someText,
    title: v.fallback(v.string(), ''),
    version: someText,
    registrations: v.fallback(v.nullable(v.boolean()), null),
    approval_required: flag,
  }),
};

/**
 * A server about itself, by its web origin, its web host or its handle domain; `proven` is the handle domain where an
 * account has shown it.
 */
export async function readServer(server: string, send?: Send, proven: string | null = null): Promise<Told<PublicServer>> {
  const host = parseServer(server);
  if (!host.ok) return { ok: false, problem: { kind: 'malformed', host: server.slice(0, 300) } };
  const here = await readInstance(`https://${host.value}`, send, proven);
  if (here.ok || here.problem.kind === 'not-mastodon' || here.problem.kind === 'needs-access') return here;
  // A handle domain without a web server of its own: the server's own account leads to the web host
  const actor = await webfinger({ username: host.value, domain: host.value }, send);
  if (!actor.ok) return actor.problem.kind === 'needs-access' ? actor : here;
  const { origin } = new URL(actor.value.actorId);
  return origin === `https://${host.value}` ? here : readInstance(origin, send, proven);
}

export async function readInstance(origin: string, send: Send | undefined, proven: string | null): Promise<Told<PublicServer>> {
  const { host } = new URL(origin);
  const domainOf = async (claimed: string): Promise<Told<string>> => (proven === null ? handleDomain(origin, claimed, send) : { ok: true, value: proven });
  const v2 = await askPublic(host, `${origin}/api/v2/instance`, send);
  const newer = v2.ok ? v.safeParse(instanceSchemas.v2, v2.value.json) : null;
  if (newer?.success) {
    const { title, version, registrations } = newer.output;
    const domain = await domainOf(newer.output.domain);
    return domain.ok ? serverOf(origin, domain.value, title, version, open(registrations.enabled, registrations.approval_required), send) : domain;
  }
  // What failed for v2 fails for v1 too; waiting for it twice tells nothing.
  if (!v2.ok && isPassing(v2.problem)) return v2;
  const v1 = await askPublic(host, `${origin}/api/v1/instance`, send);
  const older = v1.ok ? v.safeParse(instanceSchemas.v1, v1.value.json) : null;
  if (older?.success) {
    const { uri, title, version, registrations, approval_required } = older.output;
    const domain = await domainOf(uri);
    return domain.ok ? serverOf(origin, domain.value, title, version, registrations === null ? null : open(registrations, approval_required), send) : domain;
  }
  const told = await nodeinfoOf(origin, send);
  // 410: a server that is being shut down answers with it to everything but nodeinfo and WebFinger
  // (`self_destruct_helper.rb`, 4.3+).
  if (!v1.ok && (v1.problem.kind === 'not-public' || (v1.problem.kind === 'gone' && told.ok && told.value.name === 'mastodon')))
    return told.ok ? closedServer(origin, proven ?? host, told.value) : told.problem.kind === 'needs-access' ? told : v1;
  const software = told.ok ? told.value.name : null;
  if (!v1.ok && isPassing(v1.problem)) return v1;
  // Mastodon itself, whose answer about itself cannot be read today.
  if (software === 'mastodon') return v2.ok ? { ok: false, problem: { kind: 'malformed', host } } : v2;
  return software === null && !v2.ok ? v2 : { ok: false, problem: { kind: 'not-mastodon', host, software } };
}

/** Nothing is learned of a server by it but that it is busy, broken or out of reach for the moment. */
function isPassing(problem: ApiProblem): boolean {
  if (problem.kind === 'status') return problem.status === 429 || problem.status >= 500;
  return ['offline', 'timeout', 'refused-host', 'too-large'].includes(problem.kind);
}

function open(enabled: boolean, approval: boolean): 'open' | 'approval' | 'closed' {
  return enabled ? (approval ? 'approval' : 'open') : 'closed';
}

/**
 * Mastodon, glitch-soc and Hometown say `4.5.15`, `4.5.15+glitch`; others that speak the same language say `2.7.2
 * (compatible; Akkoma 3.1)` or count from 0.
 */
const MASTODON_VERSION = /^[3-9]\.\d+\.\d+\S*$/;

async function serverOf(
  origin: string,
  domain: string,
  title: string,
  version: string,
  registrations: PublicServer['registrations'],
  send: Send | undefined,
): Promise<Told<PublicServer>> {
  const { host } = new URL(origin);
  // from inside, `/nodeinfo` needs access until 4.2: the version is enough for what is plainly Mastodon
  const software = MASTODON_VERSION.test(version) ? 'mastodon' : await softwareOf(origin, send, version);
  const server = v.safeParse(publicServerSchema, {
    origin,
    domain,
    title: title.slice(0, 500),
    version,
    software,
    registrations,
  });
  return server.success ? { ok: true, value: server.output } : { ok: false, problem: { kind: 'malformed', host } };
}

/** In limited federation (until 4.3) strangers learn no more than what nodeinfo tells. */
function closedServer(origin: string, domain: string, { name, version }: Nodeinfo): Told<PublicServer> {
  const { host } = new URL(origin);
  const server = v.safeParse(publicServerSchema, { origin, domain, title: host, version, software: name, registrations: null });
  return server.success ? { ok: true, value: server.output } : { ok: false, problem: { kind: 'malformed', host } };
}

async function softwareOf(origin: string, send: Send | undefined, version: string): Promise<string> {
  const told = await nodeinfoOf(origin, send);
  return told.ok ? told.value.name : (compatibleName(version) ?? 'unknown');
}

function compatibleName(version: string): string | null {
  return /\(compatible; ([\w -]{1,40}?)[ /\d.)]/.exec(version)?.[1]?.toLowerCase() ?? null;
}

const nodeinfoLinks = v.object({ links: v.array(v.object({ rel: v.fallback(v.string(), ''), href: optionalText })) });

const nodeinfoSchema = v.object({ software: v.object({ name: someText, version: v.fallback(v.string(), '') }) });

type Nodeinfo = v.InferOutput<typeof nodeinfoSchema>['software'];

/**
 * Which software a server runs, by nodeinfo: `mastodon` for glitch-soc and Hometown too. Until 4.2 it answers other
 * sites only where access was given.
 */
async function nodeinfoOf(origin: string, send: Send | undefined): Promise<Told<Nodeinfo>> {
  const { host } = new URL(origin);
  const list = await askPublic(host, `${origin}/.well-known/nodeinfo`, send);
  const links = list.ok ? v.safeParse(nodeinfoLinks, list.value.json) : null;
  const link = links?.success ? links.output.links.find(({ rel, href }) => /nodeinfo/.test(rel) && href) : undefined;
  const told = link?.href ? await askPublic(host, link.href, send) : list;
  if (!told.ok) {
    const isKeptFromUs = told.problem.kind === 'offline' && (await answers(`${origin}/.well-known/webfinger`, [host], send));
    return isKeptFromUs ? { ok: false, problem: { kind: 'needs-access', domain: host } } : told;
  }
  const parsed = v.safeParse(nodeinfoSchema, told.value.json);
  if (!parsed.success) return { ok: false, problem: { kind: 'malformed', host } };
  const { name, version } = parsed.output.software;
  return { ok: true, value: { name: name.toLowerCase().slice(0, 100), version } };
}
