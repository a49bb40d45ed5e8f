/**
 * The errands that go on in tabs of servers, or wait for their tab to show who is signed in. Gone when the browser
 * closes: then nothing goes on.
 */
import type { DetailId } from '../journey/detail-ids';
import type { FollowerList } from '../journey/followers';
import type { ListKind } from '../lists/kinds';
import type { ErrandKind } from './errand';
import { item } from './item';
import { inTurn } from './store';

interface InTab {
  id: string;
  tabId: number;
  origin: string;
  handle: string;
  /** Awaited: its tab has not shown yet who is signed in. Starting: the script was put there, and has not asked. */
  state: 'awaited' | 'starting' | 'running';
  at: number;
}

/** `name` tells errands of one kind apart that go on beside each other. */
export type StoredErrand = InTab &
  (
    | { kind: 'lists'; name: ''; task: 'save' | 'compare'; lists: ListKind[] | null }
    | { kind: 'imports'; name: ''; task: 'import' | 'look' | 'check' }
    | { kind: 'followers'; name: FollowerList }
    | { kind: 'details'; name: DetailId }
    | { kind: 'profile'; name: '' }
  );
export type StoredErrandOf<Kind extends ErrandKind> = Extract<StoredErrand, { kind: Kind }>;

const errandsItem = item<Record<string, StoredErrand>>('session', 'errands', {});
const keyOf = (kind: ErrandKind, name: string) => `${kind} ${name}`;

export async function errandOf<Kind extends ErrandKind>(kind: Kind, name: StoredErrandOf<Kind>['name']): Promise<StoredErrandOf<Kind> | null> {
  return ((await errandsItem.getValue())[keyOf(kind, name)] ?? null) as StoredErrandOf<Kind> | null;
}

export async function allErrands(): Promise<StoredErrand[]> {
  return Object.values(await errandsItem.getValue());
}

/** Replaces the errand of the same kind and name. */
export function noteErrand(errand: StoredErrand): Promise<void> {
  return inTurn(async () => {
    await errandsItem.setValue({ ...(await errandsItem.getValue()), [keyOf(errand.kind, errand.name)]: errand });
  });
}

export function dropErrand<Kind extends ErrandKind>(kind: Kind, name: StoredErrandOf<Kind>['name']): Promise<void> {
  return inTurn(async () => {
    const { [keyOf(kind, name)]: dropped, ...others } = await errandsItem.getValue();
    if (dropped !== undefined) await errandsItem.setValue(others);
  });
}
