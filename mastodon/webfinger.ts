/** WebFinger (docs/mastodon.md, Public questions). */
import * as v from 'valibot';
import { type Handle, handleText, parseHandle } from '../lists/handle';
import { answers, type Send } from './http';
import { askPublic, optionalText, publicHttps, someText, type Told } from './public-answers';

const fingerSchema = v.object({
  subject: someText,
  links: v.array(v.object({ rel: v.fallback(v.string(), ''), type: v.fallback(v.string(), ''), href: optionalText })),
});

/** Who a handle is, in the words of its domain. */
export async function webfinger(handle: Handle, send: Send | undefined): Promise<Told<{ subject: Handle; actorId: string }>> {
  const { domain } = handle;
  const address = `https://${domain}/.well-known/webfinger?resource=${encodeURIComponent(`acct:${handleText(handle)}`)}`;
  const told = await askPublic(domain, address, send, { accept: 'application/jrd+json, application/json', follow: true });
  if (!told.ok) {
    // the redirect of a handle domain to its web host often lacks what CORS needs (docs/mastodon.md, Public questions)
    if (told.problem.kind === 'offline' && (await answers(address, [domain], send))) return { ok: false, problem: { kind: 'needs-access', domain } };
    // Mastodon says 400 to a domain that is not its own
    return told.problem.kind === 'status' && told.problem.status === 400 ? { ok: false, problem: { kind: 'not-found', host: domain } } : told;
  }
  const finger = v.safeParse(fingerSchema, told.value.json);
  const self = finger.success ? finger.output.links.find(({ rel, type, href }) => rel === 'self' && /activity|^$/.test(type) && href) : undefined;
  const subject = finger.success ? parseHandle(finger.output.subject) : null;
  const actorId = self?.href ? publicHttps(self.href) : null;
  if (!subject?.ok || actorId === null || !isRightTurn(new URL(address), told.value.url, new URL(actorId)))
    return { ok: false, problem: { kind: 'malformed', host: domain } };
  return { ok: true, value: { subject: subject.value, actorId } };
}

/**
 * A domain may send us on to the server of the account or below itself (`www.`), to the same question there; nobody
 * else says who somebody is.
 */
function isRightTurn(asked: URL, end: URL, actor: URL): boolean {
  const isSameQuestion = end.pathname === asked.pathname && end.searchParams.get('resource') === asked.searchParams.get('resource');
  return isSameQuestion && ([asked.host, actor.host].includes(end.host) || end.host.endsWith(`.${asked.host}`));
}
