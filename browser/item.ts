/** One value under one key of the browser's storage. */
import { browser } from 'wxt/browser';

/** `fallback` is what it holds before anything was written. */
export function item<T>(area: 'local' | 'session', key: string, fallback: T) {
  return {
    async getValue(): Promise<T> {
      const stored = await browser.storage[area].get(key);
      return (stored[key] as T | undefined) ?? fallback;
    },
    async setValue(value: T): Promise<void> {
      await browser.storage[area].set({ [key]: value });
    },
    /** Calls back after every change. Returns the end of it. */
    watch(onChange: (value: T) => void): () => void {
      const listener = (changes: Record<string, { newValue?: unknown }>, changed: string) => {
        if (changed === area && Object.hasOwn(changes, key)) onChange((changes[key]?.newValue as T | undefined) ?? fallback);
      };
      browser.storage.onChanged.addListener(listener);
      return () => browser.storage.onChanged.removeListener(listener);
    },
  };
}

/**
 * A server's page that has taken over its own process can do what a content script can. Where the browser knows how to
 * (Chrome since 102), it is refused the stored plan, to read and to write. `session` is closed from the start.
 */
export async function closeStorageToPages(): Promise<void> {
  const { local } = browser.storage as { local: { setAccessLevel?: (level: { accessLevel: 'TRUSTED_CONTEXTS' }) => Promise<void> } };
  await local.setAccessLevel?.({ accessLevel: 'TRUSTED_CONTEXTS' });
}
