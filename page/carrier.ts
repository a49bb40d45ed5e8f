/**
 * In the page: hands on what is collected there, piece by piece. The background may be asleep or die meanwhile; then
 * everything is said again.
 */
import type { CarryOrder, Protocol } from '../browser/messages';
import type { Collected } from '../mastodon/session';
import { insist } from './ask';
import { sendInChunks } from './chunks';

/** Resolves with whether to go on. */
export async function handOn(run: string, step: Collected): Promise<boolean> {
  if (step.what !== 'list') return tell('carryNews', { run, news: step });
  const { bytes, ...file } = step.file;
  const pieces = await sendInChunks(bytes, (chunk) => insist('carryPiece', { run, kind: file.kind, ...chunk }));
  return pieces !== null && tell('carryList', { ...file, run, pieces, size: bytes.length, version: step.version });
}

export function handOnEnd(run: string): Promise<boolean> {
  return tell('carryNews', { run, news: { what: 'ended' } });
}

/** What to fetch here; null when there is nothing (any more), or nobody to say so. */
export function orderWanted(): Promise<CarryOrder | null> {
  return insist('carryWanted', undefined);
}

async function tell<N extends 'carryNews' | 'carryList'>(name: N, data: Parameters<Protocol[N]>[0]): Promise<boolean> {
  return (await insist(name, data as never)) === true;
}
