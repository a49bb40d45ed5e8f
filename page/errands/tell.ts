/** From an errand in a page to the background: news, and files slice by slice. */
import type { Errand, ErrandKind, ErrandNews, ErrandTold } from '../../browser/errand';
import { insist } from '../ask';
import { bytesOf, sendInChunks } from '../chunks';

/** False: the errand is over, or nobody is there to tell it to. */
export async function tell<Kind extends ErrandKind>({ kind, id }: Pick<Errand<Kind>, 'kind' | 'id'>, news: ErrandNews<Kind>): Promise<boolean> {
  return (await insist('errandNews', { kind, id, news } as ErrandTold)) === true;
}

/** How many slices it took; null: the background wants no more. */
export function sendFile({ kind, id }: Errand, file: string, bytes: Uint8Array): Promise<number | null> {
  return sendInChunks(bytes, (chunk) => insist('errandChunk', { kind, id, file, ...chunk }));
}

/** A file that the extension keeps for this errand; null when it is not there, or not whole. */
export function fetchFile({ kind, id }: Errand<'imports' | 'profile'>, file: string): Promise<Uint8Array<ArrayBuffer> | null> {
  return bytesOf((at) => insist('bytesWanted', { kind, id, file, at }));
}
