/**
 * Minutes and seconds until then. It counts by itself, so that the card is not drawn anew each second; `timer` is not
 * read out by itself.
 */
export function Countdown({ until }: { until: number }) {
  return <p class="countdown" role="timer" ref={(element) => count(element, until)} />;
}

/** One card at a time, so one countdown. */
let counting: ReturnType<typeof setInterval> | undefined;

function count(element: HTMLElement | null, until: number): void {
  clearInterval(counting);
  if (element === null) return;
  const show = () => {
    const left = Math.max(0, Math.ceil((until - Date.now()) / 1_000));
    element.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
    if (left === 0) clearInterval(counting);
  };
  counting = setInterval(show, 1_000);
  show();
}
