/**
 * Writes an archive of gigabytes in a moment: the pictures are holes in the file, the JSON is real. With the 64-bit
 * parts beyond 4 GB.
 */
import fs from 'node:fs/promises';
import { crc32, deflateRawSync } from 'node:zlib';

const PICTURE = 2_000_000;
const FULL = 0xffffffff;

/** The parts every archive has, the same whatever its size: what is read must not depend on what lies beside it. */
export function archiveParts(posts: number): { name: string; data: Buffer }[] {
  const text = 'Up on the pass the wind has turned, and the flock moves before the snow does. '.repeat(4);
  // One by one into text: of 400,000 posts, the objects would take gigabytes.
  const items = Array.from({ length: posts }, (_, n) => {
    const published = new Date(Date.UTC(2018, 0, 1) + (n % 30_000) * 9_000_000).toISOString().replace('.000', '');
    const id = `https://valley.example/users/amelie/statuses/${n}`;
    if (n % 5 === 0) return JSON.stringify({ id: `${id}/activity`, type: 'Announce', published, object: `https://lake.example/${n}` });
    const inReplyTo = n % 3 === 0 ? `https://lake.example/${n}` : null;
    const object = { type: 'Note', id, inReplyTo, published, content: `<p>${text}${n}</p>`, attachment: [] };
    return JSON.stringify({ id: `${id}/activity`, type: 'Create', published, object });
  });
  const outbox = `{"@context":[],"id":"outbox.json","type":"OrderedCollection","totalItems":${posts},"orderedItems":[${items.join(',')}]}`;
  const addresses = Array.from({ length: 5_000 }, (_, n) => `https://lake.example/users/bob/statuses/${n}`);
  const json = (value: unknown) => Buffer.from(JSON.stringify(value));
  return [
    { name: 'outbox.json', data: Buffer.from(outbox) },
    { name: 'likes.json', data: json({ id: 'likes.json', orderedItems: addresses }) },
    { name: 'bookmarks.json', data: json({ id: 'bookmarks.json', orderedItems: addresses }) },
    { name: 'actor.json', data: json({ id: 'https://valley.example/users/amelie', preferredUsername: 'amelie', name: 'Amélie', summary: '<p>Goats</p>' }) },
  ];
}

/**
 * An archive of about `size` bytes at `path`, its pictures of `picture` bytes each. The JSON lies at its end, as in
 * Mastodon's.
 */
export async function writeBigArchive(path: string, size: number, parts: readonly { name: string; data: Buffer }[], picture = PICTURE): Promise<void> {
  const file = await fs.open(path, 'w');
  const directory: Buffer[] = [];
  let at = 0;
  let pictures = 0;
  const put = async (bytes: Buffer) => {
    await file.write(bytes, 0, bytes.length, at);
    at += bytes.length;
  };
  const add = async (name: string, method: 0 | 8, crc: number, packed: number, bytes: number, data: Buffer | null) => {
    const label = Buffer.from(name);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(45, 0);
    shared.writeUInt16LE(0x800, 2);
    shared.writeUInt16LE(method, 4);
    shared.writeUInt16LE(0x21, 8);
    shared.writeUInt32LE(crc, 10);
    shared.writeUInt32LE(packed, 14);
    shared.writeUInt32LE(bytes, 18);
    shared.writeUInt16LE(label.length, 22);
    const offset = at;
    await put(Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, label]));
    if (data) await put(data);
    else at += packed; // a hole
    const far = offset >= FULL;
    const extra = Buffer.alloc(far ? 12 : 0);
    if (far) {
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(8, 2);
      extra.writeBigUInt64LE(BigInt(offset), 4);
    }
    shared.writeUInt16LE(extra.length, 24);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(far ? FULL : offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x2d\x00', 'latin1'), shared, rest, label, extra]));
  };
  // The checksum of a hole is never asked for: nobody reads the pictures.
  while (at + picture < size) await add(`media_attachments/files/${pictures++}/original/picture.jpg`, 0, 0, picture, picture, null);
  for (const { name, data } of parts) {
    const packed = deflateRawSync(data, { level: 6 });
    await add(name, 8, crc32(data), packed.length, data.length, packed);
  }
  const start = at;
  const listing = Buffer.concat(directory);
  await put(listing);
  const count = directory.length;
  if (start >= FULL || count >= 0xffff) {
    const end64 = at;
    const record = Buffer.alloc(56);
    record.write('PK\x06\x06', 0, 'latin1');
    record.writeBigUInt64LE(44n, 4);
    record.writeUInt16LE(45, 12);
    record.writeUInt16LE(45, 14);
    record.writeBigUInt64LE(BigInt(count), 24);
    record.writeBigUInt64LE(BigInt(count), 32);
    record.writeBigUInt64LE(BigInt(listing.length), 40);
    record.writeBigUInt64LE(BigInt(start), 48);
    const locator = Buffer.alloc(20);
    locator.write('PK\x06\x07', 0, 'latin1');
    locator.writeBigUInt64LE(BigInt(end64), 8);
    locator.writeUInt32LE(1, 16);
    await put(Buffer.concat([record, locator]));
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(Math.min(count, 0xffff), 8);
  end.writeUInt16LE(Math.min(count, 0xffff), 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(Math.min(start, FULL), 16);
  await put(end);
  await file.close();
}
