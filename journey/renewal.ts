import type { ListKind } from './facts';
import type { Imports } from './import-plan';
import { importOrder } from './list-kinds';

/** The lists in which the person wants the new addresses of who has moved. */
export function renewedLists({ prepared }: Imports): ListKind[] {
  return importOrder.filter((kind) => (prepared[kind]?.renewed ?? 0) > 0);
}
