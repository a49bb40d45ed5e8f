/**
 * What a server that means harm makes of its own pages. Each is a change of an answer, for `failNext(path, { kind:
 * 'rewritten', by })`: such a server sets no policy for its scripts, and may send whatever it likes.
 */
import type { Reply } from './visit';

type Rewrite = (reply: Reply) => Reply;

const markupOf = ({ body }: Reply): string => (typeof body === 'string' ? body : Buffer.from(body).toString('utf8'));

/** The page with its markup changed, and without the policies that would stop what is in it, or it in a frame. */
function changed(change: (markup: string) => string): Rewrite {
  return (reply) => {
    const { 'content-security-policy': _, 'x-frame-options': __, ...headers } = reply.headers;
    return { ...reply, headers, body: change(markupOf(reply)) };
  };
}

/** A script of the page's own, which runs before anything of it is there. */
export function withScript(script: () => void): Rewrite {
  return changed((markup) => markup.replace('<head>', () => `<head><script>(${script.toString()})()</script>`));
}

/** Frames are allowed to hold it. */
export const mayBeFramed = changed((markup) => markup);

/** A page of any server with nothing but this one in a frame. */
export const framing =
  (address: string): Rewrite =>
  () => ({
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: `<!DOCTYPE html><title>Bait</title><iframe src="${address}" width="900" height="700"></iframe>`,
  });

/**
 * A script that gives nobody else a turn as long as it can: elements by the thousand, and events that scripts listen to,
 * forty times. It says how far it is in `globalThis.flooded`.
 */
export const withFlood = withScript(() => {
  const scope = globalThis as unknown as { flooded: number };
  const { port1, port2 } = new MessageChannel();
  scope.flooded = 0;
  port1.onmessage = () => {
    for (let at = 0; at < 100; at++) document.body?.append(Object.assign(document.createElement('p'), { id: 'transhumance-guide', textContent: '@' }));
    for (const name of ['pageshow', 'scroll', 'scrollend', 'resize', 'input', 'change', 'focusout', 'pointermove']) dispatchEvent(new Event(name));
    scope.flooded += 1;
    if (scope.flooded < 40) port2.postMessage(null);
  };
  port2.postMessage(null);
});

/** What a server tells of an account, with every address in it one of another server. */
export const tellsOfOthers =
  (origin: string): Rewrite =>
  (reply) => {
    const told = JSON.parse(markupOf(reply)) as object;
    const { host } = new URL(origin);
    const lies = {
      url: `${origin}/@evil`,
      uri: `${origin}/users/evil`,
      avatar: `${origin}/evil.png`,
      avatar_static: `${origin}/evil.png`,
      header: `${origin}/evil.png`,
    };
    return { ...reply, body: JSON.stringify({ ...told, ...lies, moved: { id: '1', username: 'evil', acct: `evil@${host}`, ...lies } }) };
  };

/** The form leads to another server. */
export const formLeadsTo = (origin: string) => changed((markup) => markup.replace(/(<form[^>]*? action=")(\/settings\/)/g, `$1${origin}$2`));

/** The form is the right one, and its button sends it elsewhere. */
export const buttonLeadsTo = (address: string) => changed((markup) => markup.replaceAll('type="submit"', `type="submit" formaction="${address}"`));

/** The form shows what is typed in the address. */
export const formShowsAll = changed((markup) => markup.replaceAll('method="post"', 'method="get"'));

/** The field is there for us alone: nobody sees it. */
export const fieldIsHidden = changed((markup) => markup.replace('name="account_alias[acct]"', 'name="account_alias[acct]" hidden'));

/** Elements with the names of what scripts ask a document and a form for. */
export const namesAreTaken = changed((markup) =>
  markup
    .replace(/(<body[^>]*>)/, '$1<img name="querySelectorAll"><form name="querySelector"></form><img name="getElementsByTagName">')
    .replace(/(<form[^>]*action="\/settings\/aliases"[^>]*>)/, '$1<input type="hidden" name="getAttribute"><input type="hidden" name="querySelector">'),
);

const STATE = /(<script id="initial-state" type="application\/json">)([\s\S]*?)(<\/script>)/;
const stateChanged = (change: (state: string) => string) => changed((markup) => markup.replace(STATE, (_, open, state, close) => open + change(state) + close));

/** The block that says who is signed in is no JSON, or holds eight megabytes. */
export const stateIsBroken = stateChanged((state) => state.slice(0, -1));
export const stateIsHuge = stateChanged((state) => state.replace(/}$/, `,"more":"${'x'.repeat(8_000_000)}"}`));
/** It names somebody else than is signed in. */
export const stateNames = (username: string, other: string) => stateChanged((state) => state.replaceAll(`"${username}"`, `"${other}"`));

/** Markup, another direction and control characters in what stands on the page's button. */
export const hostileWords = '<img src=x onerror="globalThis.wasHacked=1">\u202eevil\u0007';
export const withHostileButton = changed((markup) =>
  markup.replace(/(<button[^>]*type="submit"[^>]*>)[^<]*/, `$1${hostileWords.replaceAll('<', '&lt;').replaceAll('"', '&quot;')}`),
);

/** So many links that each of them asks for a request. */
export const withManyFilters = (count: number) =>
  changed((markup) =>
    markup.replace('</body>', () => `${Array.from({ length: count }, (_, at) => `<a href="/filters/${at + 1}/edit">x</a>`).join('')}</body>`),
  );
