/** A script that is put into a page for a run: one run at a time there, which says that it goes on when it is asked. */
import { onMessage } from '../browser/messages';

interface Running {
  run: string;
  stop(): void;
}

/**
 * Starts what the background orders in this page, unless it goes on already: a second injection leaves it alone.
 * `work` gets a signal that ends when the page is left, or another run begins. `key` is shared by all injections into
 * this page: a symbol, as elements of the page are globals by their id.
 */
export async function oneRun<Order extends { run: string }>(
  { key, alive, wanted }: { key: symbol; alive: 'carryAlive' | 'bringAlive'; wanted: () => Promise<Order | null> },
  work: (order: Order, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const world = globalThis as { [key]?: Running | undefined };
  // A worker that is stopped just now is woken by asking again.
  const order = await wanted();
  if (order === null || world[key]?.run === order.run) return;
  world[key]?.stop();
  const ending = new AbortController();
  const stop = () => ending.abort();
  const stopListening = onMessage(alive, ({ data }) => data === order.run && !ending.signal.aborted);
  // A page kept for going back would come back to life in the middle of a run that others have taken up.
  addEventListener('pagehide', stop);
  const own = { run: order.run, stop };
  world[key] = own;
  try {
    await work(order, ending.signal);
  } finally {
    stopListening();
    removeEventListener('pagehide', stop);
    if (world[key] === own) world[key] = undefined;
  }
}
