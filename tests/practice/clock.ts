/** Time on the practice servers: the real one plus what tests added, and the work that goes on while it passes. */
export interface Clock {
  now(): number;
  /** Lets time pass at once, and everything that happens in it. */
  tick(ms: number): void;
  /** Calls `advance(now)` whenever somebody looks, until it answers true. Work starts when it is told, not before. */
  start(advance: (now: number) => boolean): void;
  at(time: number, run: () => void): void;
  /** Brings all work up to date; done before every request. */
  settle(): void;
  forgetWork(): void;
}

export function makeClock(base: () => number): Clock {
  let added = 0;
  let work: ((now: number) => boolean)[] = [];
  const now = () => base() + added;

  function settle(): void {
    const time = now();
    const running = work;
    work = [];
    const unfinished = running.filter((advance) => !advance(time));
    work = [...unfinished, ...work];
  }

  return {
    now,
    settle,
    tick(ms) {
      // In slices, so that a thing which starts another gives it its share of the time.
      const slices = Math.min(60, Math.max(1, Math.ceil(ms / 1_000)));
      for (let slice = 0; slice < slices; slice++) {
        added += ms / slices;
        settle();
      }
    },
    start(advance) {
      work.push(advance);
    },
    at(time, run) {
      work.push((current) => {
        if (current < time) return false;
        run();
        return true;
      });
    },
    forgetWork() {
      work = [];
    },
  };
}

/** Counts how many things have happened by now at a steady rate since `since`. */
export function doneSince(since: number, now: number, perSecond: number): number {
  return perSecond === Number.POSITIVE_INFINITY ? Number.POSITIVE_INFINITY : Math.floor(((now - since) / 1_000) * perSecond);
}
