/** Questions to a server's API in the person's own session, and what it means when there is no answer to them. */
import { parsedJson } from '../lists/json';
import { type Asked, ask, MOST_OF_A_PAGE, type Session, type Trouble } from './session';

/** What the server says in JSON; anything else is of another type. */
export async function askJson(session: Session, path: string): Promise<Asked<{ json: unknown; headers: Headers }>> {
  const asked = await ask(session, path, ['application/json'], MOST_OF_A_PAGE);
  if (!asked.ok) return asked;
  const json = parsedJson(asked.value.bytes);
  return json === undefined ? { ok: false, trouble: { kind: 'other-type', type: 'no JSON' } } : { ok: true, value: { json, headers: asked.value.headers } };
}

/** Why an answer that is not busy was of no use, in the words of what is read besides the lists. */
export function reasonOf(trouble: Trouble): { why: 'signed-out' | 'unreachable' | 'too-slow' | 'server-error' | 'unreadable'; detail: string } {
  switch (trouble.kind) {
    case 'status':
      // 401 and 403: nobody is signed in there, or somebody who may not ask (suspended).
      return { why: trouble.status === 401 || trouble.status === 403 ? 'signed-out' : 'server-error', detail: String(trouble.status) };
    case 'signed-out':
    case 'unreachable':
    case 'too-slow':
      return { why: trouble.kind, detail: '' };
    case 'elsewhere':
      return { why: 'unreadable', detail: trouble.path };
    case 'too-big':
    case 'other-type':
      return { why: 'unreadable', detail: '' };
    default:
      return trouble satisfies never;
  }
}
