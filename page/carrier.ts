/**
 * In the page: hands on what is collected there, piece by piece. The background may be asleep or die meanwhile; then
 * everything is said again.
 */
import { toBase64 } from '../browser/base64';
import { type CarryOrder, isAlive, type Protocol, sendMessage } from '../browser/messages';
import type { Collected } from '../mastodon/session';

/** 3 MiB of bytes are 4 MiB of text. */
const PIECE = 3 * 1_048_576;
const TRIES = 6;

/** Resolves with whether to go on. */
export async function handOn(run: string, step: Collected): Promise<boolean> {
  if (step.what !== 'list') return tell('carryNews', { run, news: step });
  const { bytes, ...file } = step.file;
  const pieces = Math.max(1, Math.ceil(bytes.length / PIECE));
  for (let index = 0; index < pieces; index++) {
    const base64 = toBase64(bytes.subarray(index * PIECE, (index + 1) * PIECE));
    if (!(await tell('carryPiece', { run, kind: file.kind, index, base64 }))) return false;
  }
  return tell('carryList', { ...file, run, pieces, size: bytes.length, version: step.version });
}

export function handOnEnd(run: string): Promise<boolean> {
  return tell('carryNews', { run, news: { what: 'ended' } });
}

/** What to fetch here; null when there is nothing (any more), or nobody to say so. */
export function orderWanted(): Promise<CarryOrder | null> {
  return insist('carryWanted', undefined);
}

async function tell<N extends 'carryNews' | 'carryPiece' | 'carryList'>(name: N, data: Parameters<Protocol[N]>[0]): Promise<boolean> {
  return (await insist(name, data as never)) === true;
}

/** Everything may be said twice: the background takes it for the same thing. Null when nobody answers. */
async function insist<N extends 'carryWanted' | 'carryNews' | 'carryPiece' | 'carryList'>(name: N, data: Parameters<typeof sendMessage<N>>[1]) {
  for (let attempt = 0; attempt < TRIES && isAlive(); attempt++) {
    try {
      return await sendMessage(name, data);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** attempt));
    }
  }
  return null;
}
