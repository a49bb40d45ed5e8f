/** In the page: hands on what is collected there, piece by piece. The background may be asleep or die meanwhile; then everything is said again. */
import { toBase64 } from '../files/base64';
import type { Collected } from '../mastodon/session';
import { isAlive, type Protocol, sendMessage } from './messages';

/** 3 MiB of bytes are 4 MiB of text (architecture: bytes between the page and the background). */
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

type Told = 'carryNews' | 'carryPiece' | 'carryList';

/** Everything told may be told twice: the background takes it for the same thing. */
async function tell<N extends Told>(name: N, data: Parameters<Protocol[N]>[0]): Promise<boolean> {
  for (let attempt = 0; attempt < TRIES && isAlive(); attempt++) {
    try {
      return (await sendMessage(name, data as never)) === true;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** attempt));
    }
  }
  return false;
}
