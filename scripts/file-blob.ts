/**
 * A file as the `Blob` a browser gives for it: read only where asked. Node 20's own `openAsBlob` keeps 32 bits of the
 * size.
 */
import fs from 'node:fs';

export function fileBlob(path: string): Blob {
  const file = fs.openSync(path, 'r');
  return part(file, 0, fs.fstatSync(file).size);
}

const CHUNK = 65_536;

/** Only what our readers use of a Blob. */
function part(file: number, from: number, to: number): Blob {
  const read = (at: number, length: number) => {
    const bytes = new Uint8Array(length);
    fs.readSync(file, bytes, 0, length, at);
    return bytes;
  };
  const blob: Pick<Blob, 'size' | 'slice' | 'arrayBuffer' | 'stream'> = {
    size: to - from,
    slice: (start = 0, end = to - from) => part(file, Math.min(from + start, to), Math.min(from + end, to)),
    arrayBuffer: async () => read(from, to - from).buffer,
    stream: () => {
      let at = from;
      return new ReadableStream({
        pull(controller) {
          if (at >= to) return controller.close();
          const length = Math.min(CHUNK, to - at);
          controller.enqueue(read(at, length));
          at += length;
        },
      });
    },
  };
  return blob as Blob;
}
