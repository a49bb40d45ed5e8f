/**
 * The browser around a worker that may be stopped at any moment. It counts everything the worker does with storage,
 * alarms and messages, and stops it after the operation that a test names. What was begun is done; a worker that is
 * gone never hears of it, and does nothing more.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { expect, vi } from 'vitest';

type Handler = (received: { data: unknown; sender: unknown }) => unknown;
type Rejecting = (error: Error) => void;

export function makeWorld() {
  /** Which worker does something; null is a page or the test, which nobody stops. */
  const doer = new AsyncLocalStorage<number | null>();
  const never = new Promise<never>(() => {});
  const state = {
    handlers: new Map<string, Handler>(),
    generation: 0,
    operations: 0,
    /** After this many operations the worker is stopped. */
    killAt: Number.POSITIVE_INFINITY,
    inFlight: new Set<Rejecting>(),
    /** The run that goes on in the page. */
    runInPage: null as string | null,
    onInject: () => true,
    wake: async () => {},
    /** Who speaks to the worker, by the message's name. */
    senderOf: (_: string): unknown => ({}),
  };

  function kill(): void {
    state.generation += 1;
    state.handlers.clear();
    for (const reject of state.inFlight) reject(new Error('Nobody answered'));
    state.inFlight.clear();
  }

  async function operation<T>(work: () => Promise<T> | T): Promise<T> {
    const by = doer.getStore() ?? null;
    if (by === null) return work();
    if (by !== state.generation) return never;
    const result = await work();
    if (by !== state.generation) return never;
    state.operations += 1;
    if (state.operations === state.killAt) kill();
    return by === state.generation ? result : never;
  }

  /** As the worker that runs now. Never ends when that worker is stopped. */
  const asWorker = <T>(work: () => Promise<T>): Promise<T> => doer.run(state.generation, work);
  const asPage = <T>(work: () => T): T => doer.run(null, work);

  /** Resolves with undefined when the worker is stopped before the work is done. */
  function unlessStopped<T>(work: () => Promise<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      state.inFlight.add(() => resolve(undefined));
      asWorker(work).then(resolve, reject);
    });
  }

  /** A message to the worker, which is woken by it. Rejects when the worker is stopped before it has answered. */
  async function send(name: string, data: unknown): Promise<unknown> {
    await asPage(state.wake);
    return new Promise((resolve, reject) => {
      state.inFlight.add(reject);
      const handler = state.handlers.get(name);
      if (handler === undefined) return reject(new Error(`Nobody answered ${name}`));
      asWorker(async () => {
        await operation(() => undefined);
        const answer = await handler({ data, sender: state.senderOf(name) });
        return operation(() => answer);
      }).then(resolve, reject);
    });
  }

  function countedIdb(idb: typeof import('idb')): typeof import('idb') {
    const counted = (target: object, names: readonly string[]): object =>
      new Proxy(target, {
        get(_, name: string) {
          const value = Reflect.get(target, name, target);
          if (name === 'done') return operation(() => value as Promise<void>);
          if (name === 'transaction') return (...args: unknown[]) => counted(value.apply(target, args), []);
          if (names.includes(name)) return (...args: unknown[]) => operation(() => value.apply(target, args));
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
    const openDB = (...args: Parameters<typeof idb.openDB>) =>
      idb.openDB(...args).then((db) => counted(db, ['get', 'put', 'getAll', 'getAllKeys', 'delete', 'clear']));
    return { ...idb, openDB } as typeof import('idb');
  }

  return { state, kill, operation, asPage, unlessStopped, send, countedIdb };
}

/**
 * Starts the worker once in each of its lives, however many ask meanwhile: `start` imports its modules anew, and may be
 * stopped in the middle, too.
 */
export function startingOnce(state: { generation: number }, start: () => Promise<void>): () => Promise<void> {
  let started = -1;
  let starting: Promise<void> | null = null;
  const go = async () => {
    while (started !== state.generation) {
      started = state.generation;
      vi.resetModules();
      await start();
    }
  };
  return () => {
    starting ??= go().finally(() => {
      starting = null;
    });
    return starting;
  };
}

/**
 * Once undisturbed, then once for every operation after which the worker can be stopped. `least`: it has more
 * operations than that. `work` begins anew, calls `disturb`, and expects what must be so in the end.
 */
export async function stoppedAtEveryPoint(
  state: { operations: number; killAt: number },
  least: number,
  work: (disturb: () => void) => Promise<void>,
): Promise<void> {
  await work(() => undefined);
  const all = state.operations;
  expect(all).toBeGreaterThan(least);
  for (let killAt = 1; killAt <= all; killAt++)
    await work(() => {
      state.killAt = killAt;
    }).catch((error: unknown) => {
      throw new Error(`Stopped after operation ${killAt} of ${all}`, { cause: error });
    });
}
