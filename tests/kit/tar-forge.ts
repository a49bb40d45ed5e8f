/** Makes a tar as `tar` and Ruby make it, byte by byte, and with what no honest program writes. */

export interface TarEntry {
  name: string;
  data: string | Uint8Array;
  /** `L` and `x` carry the name of the entry behind them. */
  type?: '0' | '5' | 'L' | 'x';
  /** The first part of a long name. */
  folder?: string;
  saysBytes?: number;
}

export function forgeTar(entries: readonly TarEntry[], ended = true): Uint8Array<ArrayBuffer> {
  const blocks = entries.flatMap(({ name, data, type = '0', folder = '', saysBytes }) => {
    const content = typeof data === 'string' ? Buffer.from(data) : Buffer.from(data);
    const header = Buffer.alloc(512);
    header.write(name, 0, 100);
    header.write('0000644\0', 100);
    header.write(`${(saysBytes ?? content.length).toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write(type, 156);
    header.write('ustar\x0000', 257);
    header.write(folder, 345, 155);
    const sum = header.reduce((all, byte) => all + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Uint8Array.from(Buffer.concat([...blocks, Buffer.alloc(ended ? 1_024 : 0)]));
}
