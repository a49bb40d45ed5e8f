export type TrailProps = {
  value: number;
  max: number;
  /** "4 of 9 steps done": the same in words. */
  label: string;
};

const DOTS = 15;

/** The dotted way from old to new: ochre where it starts, pine where it ends, grey where nobody walked yet. */
export function Trail({ value, max, label }: TrailProps) {
  const walked = max <= 0 ? 0 : Math.round((Math.min(value, max) / max) * DOTS);
  return (
    <svg class="trail" viewBox="0 0 120 28" role="img" aria-label={label}>
      {Array.from({ length: DOTS }, (_, dot) => {
        const share = dot / (DOTS - 1);
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
