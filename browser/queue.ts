/** One thing after the other: whatever asks at the same moment, nothing undoes what another has just done. */
export type Queue = <T>(work: () => Promise<T>) => Promise<T>;

/** A queue of its own. What fails is told to the one who asked, and holds up nobody. */
export function makeQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const run = last.then(work, work);
    last = run.catch(() => undefined);
    return run;
  };
}
