/**
 * Files on their way from an errand in a page, slice by slice, in IndexedDB of the extension. Nothing here counts as
 * kept.
 */
import { type Bytes, type Kept, unlessFull, withDatabase } from './database';
import type { ErrandKind } from './errand';

/** A file of an errand. */
export interface SentFile {
  kind: ErrandKind;
  /** The errand's. It has no space in it. */
  id: string;
  file: string;
}

const nameOf = ({ kind, id, file }: SentFile) => `${kind} ${id} ${file}`;

/** Keeps one slice. The same slice twice is one slice. */
export function keepChunk(sent: SentFile, index: number, bytes: Bytes): Promise<Kept> {
  return unlessFull(async () => {
    await withDatabase((db) => db.put('chunks', { file: nameOf(sent), index, bytes }));
    return true as const;
  });
}

/** The slices put together; null when one is missing. */
export async function assemble(sent: SentFile, count: number): Promise<Bytes | null> {
  const file = nameOf(sent);
  const found = await withDatabase((db) => Promise.all(Array.from({ length: count }, (_, index) => db.get('chunks', [file, index]))));
  const chunks = found.flatMap((chunk) => (chunk === undefined ? [] : [chunk.bytes]));
  if (chunks.length !== count) return null;
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** Forgets all slices of this kind of errand; with `id`, those of that errand; with `file`, those of files so named. */
export async function dropChunks(kind: ErrandKind, { id, file }: { id?: string; file?: string } = {}): Promise<void> {
  const isMeant = (name: string) => {
    const [itsKind, itsId, ...its] = name.split(' ');
    return itsKind === kind && (id === undefined || id === itsId) && (file === undefined || file === its.join(' '));
  };
  await withDatabase(async (db) => {
    const keys = await db.getAllKeys('chunks');
    await Promise.all(keys.filter(([name]) => isMeant(name)).map((key) => db.delete('chunks', key)));
  });
}
