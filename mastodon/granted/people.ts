/** People, as the API of one server knows them. */

import { sameHandle, wholeHandle } from '../../lists/handle';
import { own, textIn } from '../../lists/json';
import { type Api, batchesOf, type Granted } from './api';
import { failed, type Me } from './define-kind';

export interface Person {
  readonly id: string;
  /** `user@domain` */
  readonly handle: string;
}

export function personIn(account: unknown, { domain }: Pick<Api, 'domain'>): Person | null {
  const [id, acct] = [textIn(account, 'id', 40), textIn(account, 'acct', 600)];
  return /^\d+$/.test(id) && acct !== '' ? { id, handle: wholeHandle(acct, domain) } : null;
}

export async function peopleAt(api: Api, path: string): Promise<Granted<Person[]>> {
  const told = await api.pages(path);
  return told.ok ? { ok: true, value: told.value.flatMap((account) => personIn(account, api) ?? []) } : told;
}

export const following = (api: Api, { id }: Me): Promise<Granted<Person[]>> => peopleAt(api, `/api/v1/accounts/${encodeURIComponent(id)}/following?limit=80`);

/** `missing`: this server has never heard of the account. It is not made to look for it elsewhere. */
export async function personNamed(api: Api, handle: string): Promise<Granted<Person>> {
  const name = handle.toLowerCase();
  const known = api.known.get(name);
  if (known !== undefined) return known === null ? failed('missing', handle) : { ok: true, value: { id: known, handle } };
  const told = await api.ask(`/api/v1/accounts/lookup?acct=${encodeURIComponent(handle)}`);
  if (!told.ok && told.problem.kind !== 'missing') return told;
  const person = told.ok ? personIn(told.value, api) : null;
  const isIt = person !== null && sameHandle(person.handle, handle);
  api.known.set(name, isIt ? person.id : null);
  return isIt ? { ok: true, value: { id: person.id, handle } } : failed('missing', handle);
}

/** Those of these handles that the server knows. */
export async function peopleNamed(api: Api, handles: readonly string[]): Promise<Granted<Person[]>> {
  const found: Person[] = [];
  for (const handle of handles) {
    const told = await personNamed(api, handle);
    if (told.ok) found.push(told.value);
    else if (told.problem.kind !== 'missing') return told;
  }
  return { ok: true, value: found };
}

/** What the account has to do with each of them (`Relationship`), by the person's number. */
export async function relationships(api: Api, people: readonly Person[]): Promise<Granted<Map<string, unknown>>> {
  const all = new Map<string, unknown>();
  // 340 numbers fit into one address, 400 do not.
  for (const some of batchesOf(people, 80)) {
    const query = some.map(({ id }) => `id[]=${id}`).join('&');
    const told = await api.ask(`/api/v1/accounts/relationships?with_suspended=true&${query}`);
    if (!told.ok) return told;
    if (!Array.isArray(told.value)) return failed('unreadable', 'relationships');
    for (const one of told.value) all.set(String(own(one, 'id')), one);
  }
  return { ok: true, value: all };
}
