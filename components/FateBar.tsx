import { type RowStateName, rowStates } from '../journey/report/reconcile';

/** What became of a row: there, or why not. A word of its own, because here everything else has a state too. */
export const fates = rowStates;
export type ShownFate = RowStateName;
export type FateCounts = Readonly<Record<ShownFate, number>>;

export type FateBarProps = {
  counts: FateCounts;
  /** "Follows: 398 of 412 are there, 9 requested, 5 failed": the same in words. */
  label: string;
};

/**
 * One bar, its parts in proportion; each has its colour and its own pattern, and the table beside it has the numbers.
 */
export function FateBar({ counts, label }: FateBarProps) {
  return (
    <div class="fate-bar" role="img" aria-label={label}>
      {fates.map((fate) => (counts[fate] === 0 ? null : <span key={fate} data-fate={fate} style={{ flexGrow: counts[fate] }} />))}
    </div>
  );
}

export function total(counts: FateCounts): number {
  return fates.reduce((sum, fate) => sum + counts[fate], 0);
}
