import { accountKey } from '../../lists/clean';
import type { ListKind } from '../../lists/kinds';
import { type ListRow, listKinds } from '../../lists/kinds';
import type { Plan } from '../plan';
import type { Imports } from './plan';

/** The lists in which the person wants the new addresses of who has moved. */
export function renewedLists({ prepared }: Imports): ListKind[] {
  return listKinds.filter((kind) => (prepared[kind]?.renewed ?? 0) > 0);
}

/** Accounts of rows worth another try that nobody asked about yet, each once. */
export function accountsToLookUp(plan: Plan, lists: readonly { readonly again: readonly ListRow[] }[], asked: ReadonlySet<string>): string[] {
  const home = plan.new?.server.domain ?? '';
  const keys = lists.flatMap(({ again }) => again.flatMap((row) => ('account' in row ? (accountKey(row.account, home) ?? []) : [])));
  return [...new Set(keys)].filter((key) => !asked.has(key) && !Object.hasOwn(plan.imports.moved, key));
}
