export type TrailProps = {
  value: number;
  max: number;
  /** "4 of 9 steps done": the same in words. */
  label: string;
};

/**
 * A dot for each step on the way from old to new: ochre where it starts, pine where it ends, grey where nobody walked
 * yet.
 */
export function Trail({ value, max, label }: TrailProps) {
  const walked = Math.min(value, max);
  return (
    <svg class="trail" viewBox="0 0 120 28" role="img" aria-label={label}>
      {Array.from({ length: max }, (_, dot) => {
        const share = dot / Math.max(1, max - 1);
        const isWalked = dot < walked;
        return (
          <circle
            key={dot}
            class={isWalked ? 'walked' : 'ahead'}
            cx={4 + share * 112}
            cy={14 - Math.sin(share * Math.PI * 2) * 7}
            r={dot === walked - 1 ? 3.6 : 2.2}
            style={isWalked ? { color: `color-mix(in oklch, var(--new) ${Math.round(share * 100)}%, var(--old))` } : {}}
          />
        );
      })}
    </svg>
  );
}
