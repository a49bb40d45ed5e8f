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
