/** Waiting, in a page that may be left meanwhile. */

/** What may be over in a moment is tried again, after so many seconds. */
export const AGAIN: readonly number[] = [2, 10];

/** Resolves after so many seconds, or when the page is left. */
export function pauseFor(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1_000);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
