/** The archive of posts and media: a ZIP from 4.2, before that a tar.gz (docs/mastodon.md, Archive). */
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import JSZip from 'jszip';
import { avatarPng } from './png';
import { actor } from './public';
import type { Account, ServerState } from './state';
import { since } from './versions';

const day = 24 * 3_600_000;

/** 7 days until 4.2.0, 6 after, whatever the page says. */
export function canRequestArchive(server: ServerState, account: Account, now: number): boolean {
  const wait = (since(server, '4.2.1') ? 6 : 7) * day;
  return account.backups.every((backup) => now - backup.created >= wait);
}

export function archiveName(server: ServerState, created: number): string {
  const stamp = new Date(created).toISOString().replace(/\D/g, '').slice(0, 14);
  return `archive-${stamp}-${randomBytes(16).toString('hex')}.${since(server, '4.2') ? 'zip' : 'tar.gz'}`;
}

export async function makeArchive(server: ServerState, account: Account): Promise<Uint8Array> {
  if (server.options.archiveBytes !== null) return server.options.archiveBytes();
  const entries = contents(server, account);
  if (!since(server, '4.2')) return gzipSync(Buffer.concat([...entries.map(([name, bytes]) => tarEntry(name, bytes)), Buffer.alloc(1_024)]));
  const zip = new JSZip();
  for (const [name, bytes] of entries) zip.file(name, bytes, { date: new Date(server.clock.now()) });
  return zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' });
}

function contents(server: ServerState, account: Account): [string, Buffer][] {
  const picture = 'media_attachments/files/109/348/502/931/345/678/original/walk.png';
  const posts = Math.min(account.statuses, 600);
  const items = Array.from({ length: posts }, (_, number) => activity(server, account, number, posts, picture));
  return [
    [picture, avatarPng([90, 140, 100], 240)],
    ['avatar.png', avatarPng(account.avatarColour)],
    ['outbox.json', collection('outbox.json', items)],
    [
      'likes.json',
      collection(
        'likes.json',
        Array.from({ length: 40 }, (_, number) => `https://bakers.example/users/bruno/statuses/${number + 1}`),
      ),
    ],
    ['bookmarks.json', collection('bookmarks.json', [...account.bookmarks])],
    [
      'actor.json',
      Buffer.from(
        JSON.stringify({
          ...actor(server, account),
          icon: { type: 'Image', mediaType: 'image/png', url: 'avatar.png' },
          outbox: 'outbox.json',
          likes: 'likes.json',
          bookmarks: 'bookmarks.json',
        }),
      ),
    ],
  ];
}

function collection(id: string, orderedItems: readonly unknown[]): Buffer {
  return Buffer.from(
    JSON.stringify({ '@context': 'https://www.w3.org/ns/activitystreams', id, type: 'OrderedCollection', totalItems: orderedItems.length, orderedItems }),
  );
}

/** Spread over the years since the account was made; every fifth a boost, every tenth with a picture. */
function activity(server: ServerState, account: Account, number: number, posts: number, picture: string): unknown {
  const published = new Date(account.createdAt + ((server.clock.now() - account.createdAt) * (number + 1)) / (posts + 1)).toISOString();
  const id = `${server.origin}/users/${account.username}/statuses/${1_000 + number}`;
  const shared = {
    id: `${id}/activity`,
    actor: account.uri,
    published,
    to: ['https://www.w3.org/ns/activitystreams#Public'],
    cc: [`${account.uri}/followers`],
  };
  if (number % 5 === 4) return { ...shared, type: 'Announce', object: `https://cyclists.example/users/hana/statuses/${number}` };
  const attachment = number % 10 === 3 ? [{ type: 'Document', mediaType: 'image/png', url: `/${picture}`, name: 'A walk' }] : [];
  return {
    ...shared,
    type: 'Create',
    object: { id, type: 'Note', published, attributedTo: account.uri, content: `<p>Walk number ${number + 1}.</p>`, attachment, tag: [] },
  };
}

/** One file in the old ustar form: a header of 512 bytes, then the bytes, filled up to a multiple of 512. */
function tarEntry(name: string, bytes: Buffer): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, 100, 'utf8');
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        0', 148); // sum counted with spaces in its place, then the type
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}
