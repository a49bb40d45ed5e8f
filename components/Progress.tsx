export type ProgressProps = {
  value: number;
  /** Null while nobody knows how much there is. */
  max: number | null;
  /** "258 of 412 sent · 3 could not be found" */
  label: string;
  /** What is running, for who cannot see what stands above. */
  name?: string;
};

export function Progress({ value, max, label, name }: ProgressProps) {
  const share = max === null ? 1 : max <= 0 ? 0 : Math.min(1, Math.max(0, value / max));
  return (
    <div class="progress">
      <div
        class="track"
        role="progressbar"
        aria-label={name ?? label}
        aria-valuemin={0}
        aria-valuemax={max ?? undefined}
        aria-valuenow={max === null ? undefined : Math.min(value, max)}
        aria-valuetext={label}
      >
        <div class="walked" style={{ width: `${share * 100}%` }} />
      </div>
      <span class="said">{label}</span>
    </div>
  );
}
