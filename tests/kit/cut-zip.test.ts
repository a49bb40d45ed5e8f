import { crc32 } from 'node:zlib';
import JSZip from 'jszip';
import { describe, expect, test } from 'vitest';
import { openArchive } from '../../kit/archive';
import { readDropped } from '../../kit/dropped';
import { readWhole, visitEntries, type ZipEntry } from '../../kit/zip';
import { type ForgedEntry, forgeZip } from './zip-forge';

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** What a ZIP gives: the text of each file, and what is said of its end. */
async function read(zip: Uint8Array<ArrayBuffer>) {
  const entries: ZipEntry[] = [];
  const visited = await visitEntries(new Blob([zip]), 1_000, (entry) => void entries.push(entry));
  if (!visited.ok) return visited.problem.kind;
  const files: Record<string, string> = {};
  for (const entry of entries) {
    const whole = await readWhole(entry, { most: 1_000_000 });
    files[entry.name] = whole.ok ? decode(whole.value) : whole.problem.kind;
  }
  return { files, cut: visited.cut };
}

const entries: ForgedEntry[] = [
  { name: 'a.csv', data: encode('one@bakers.example\n'.repeat(9)) },
  // A ZIP in a ZIP: its own headers are data.
  { name: 'inner.zip', data: forgeZip([{ name: 'x.csv', data: encode('x'), stored: true }]), stored: true },
  { name: 'é/b.json', data: encode('{"b":1}') },
];
const zip = forgeZip(entries);
/** Where each file ends. */
const ends = entries.map((_, at) => {
  const part = forgeZip(entries.slice(0, at + 1));
  return part.length - 22 - entries.slice(0, at + 1).reduce((sum, { name }) => sum + 46 + encode(name).length, 0);
});

describe('a ZIP whose end is missing', () => {
  test('wherever it breaks off: every file that stands whole before is read, and the broken one is named', async () => {
    for (let length = 4; length < zip.length; length++) {
      const whole = ends.filter((end) => end <= length).length;
      const got = await read(zip.slice(0, length));
      if (whole === 0) {
        expect(got, `${length}`).toBe('truncated');
        continue;
      }
      const files = Object.fromEntries(entries.slice(0, whole).map(({ name, data }) => [name, decode(data)]));
      expect(got, `${length}`).toMatchObject({ files });
      const { cut } = got as Exclude<typeof got, string>;
      const broken = entries[whole]?.name;
      // A name that is itself cut off is none.
      const isNamed = broken !== undefined && length >= (ends[whole - 1] ?? 0) + 30 + encode(broken).length;
      expect(cut?.name || null, `${length}`).toBe(isNamed ? broken : null);
    }
  });

  test('packed by a program that writes the sizes behind the data', async () => {
    const made = new JSZip();
    for (const { name, data } of entries) made.file(name, data);
    const streamed = new Uint8Array(await made.generateAsync({ type: 'uint8array', compression: 'DEFLATE', streamFiles: true }));
    const directory = streamed.findIndex((_, at) => [0x50, 0x4b, 1, 2].every((byte, n) => streamed[at + n] === byte));
    const names = (got: Awaited<ReturnType<typeof read>>) =>
      typeof got === 'string' ? got : [Object.keys(got.files).filter((name) => !name.endsWith('/')), got.cut];
    expect(names(await read(streamed.slice(0, directory)))).toEqual([entries.map(({ name }) => name), { name: null }]);
    expect(names(await read(streamed.slice(0, directory - 20)))).toEqual([['a.csv', 'inner.zip'], { name: 'é/b.json' }]);
  });

  test('with sizes in 64 bits', async () => {
    const data = encode('wide');
    const local = Buffer.alloc(30 + 1 + 20);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(45, 4);
    local.writeUInt32LE(crc32(data), 14);
    local.writeUInt32LE(0xffffffff, 18);
    local.writeUInt32LE(0xffffffff, 22);
    local.writeUInt16LE(1, 26);
    local.writeUInt16LE(20, 28);
    local.write('w', 30, 'latin1');
    local.writeUInt16LE(1, 31);
    local.writeUInt16LE(16, 33);
    local.writeBigUInt64LE(BigInt(data.length), 35);
    local.writeBigUInt64LE(BigInt(data.length), 43);
    expect(await read(new Uint8Array(Buffer.concat([local, data])))).toEqual({ files: { w: 'wide' }, cut: { name: null } });
  });

  test('lies no more than a whole one may', async () => {
    const lying = forgeZip([
      ...entries,
      { name: 'crc', data: encode('x'), saysCrc: 7 },
      { name: 'size', data: encode('xyz'), saysBytes: 1 },
      { name: 'end', data: encode('x') },
    ]);
    const got = await read(lying.slice(0, lying.length - 100));
    expect(got).toMatchObject({ files: { 'a.csv': decode(entries[0]?.data ?? encode('')), crc: 'damaged', size: 'sizes-lie' } });
    expect(await read(forgeZip([{ name: '../up.csv', data: encode('x') }, ...entries]).slice(0, 200))).toBe('unsafe-name');
  });
});

test('the archive of posts: what stands before is counted, and what is missing is named', async () => {
  const post = { type: 'Create', published: '2022-11-05T10:00:00Z', object: { type: 'Note', content: 'x', attachment: [] } };
  const archive = forgeZip([
    { name: 'outbox.json', data: encode(JSON.stringify({ orderedItems: [post, post] })) },
    { name: 'media_attachments/files/1.jpg', data: encode('j'.repeat(200)), stored: true },
    { name: 'likes.json', data: encode(JSON.stringify({ orderedItems: ['https://a.example/1'] })) },
    { name: 'actor.json', data: encode('{}') },
  ]);
  const at = Buffer.from(archive).indexOf('likes.json');
  expect(await openArchive(new Blob([archive.slice(0, at + 12)]))).toMatchObject({
    ok: true,
    summary: { written: { posts: 2 }, media: { count: 1 }, likes: null, cutOff: ['likes', 'bookmarks', 'actor'], troubles: [] },
  });
  expect(await openArchive(new Blob([archive]))).toMatchObject({ summary: { cutOff: null } });
});

test('lists in it are understood, and the file it breaks off in is said', async () => {
  const lists = forgeZip([
    { name: 'blocked_accounts.csv', data: encode('mallory@swindle.example\n') },
    { name: 'muted_accounts.csv', data: encode('Account address,Hide notifications\nbruno@bakers.example,true\n') },
  ]);
  const at = Buffer.from(lists).indexOf('muted_accounts.csv');
  const answers = await readDropped([new File([lists.slice(0, at + 30)], 'lists.zip')], 'amelie@old.example');
  expect(answers.map((answer) => [answer.is, answer.name, answer.is === 'refused' ? answer.say.key : null])).toEqual([
    ['zip', 'lists.zip', null],
    ['refused', 'lists.zip/muted_accounts.csv', 'kit.drop.problems.cut-off'],
    ['list', 'blocked_accounts.csv', null],
  ]);
});
