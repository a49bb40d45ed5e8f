/** Files that mean harm, or were meant for something else, each with where it is dropped and what is said of it. */
import type { TextKey } from '../../journey/text';
import { type ForgedEntry, forgeZip } from './zip-forge';

export interface HostileFile {
  what: string;
  name: string;
  /** Dropped on the kit, or on the archive. */
  on: 'kit' | 'archive';
  make(): Uint8Array<ArrayBuffer>;
  /** Null: nothing is wrong with it. */
  says: TextKey | null;
}

const bytes = (text: string) => new TextEncoder().encode(text);

/** `start`, then `again` until so many bytes are full. */
function flood(start: string, again: string, length: number): Uint8Array<ArrayBuffer> {
  const flooded = new Uint8Array(length);
  const [head, unit] = [bytes(start), bytes(again)];
  flooded.set(head);
  flooded.set(unit, head.length);
  for (let full = unit.length; head.length + full < length; full *= 2)
    flooded.copyWithin(head.length + full, head.length, Math.min(head.length + full, length));
  return flooded;
}

const MB = 1_048_576;
const entry = (name: string, data: string | Uint8Array, more: Partial<ForgedEntry> = {}): ForgedEntry => ({
  name,
  data: typeof data === 'string' ? bytes(data) : data,
  ...more,
});
const utf16 = (text: string) => new Uint8Array(new Uint16Array([...text].map((char) => char.charCodeAt(0))).buffer);
const outbox = entry('outbox.json', '{"orderedItems":[]}');
const blocks = 'a@b.example\n';

const kit = (what: string, name: string, make: () => Uint8Array<ArrayBuffer>, problem: string): HostileFile => {
  return { what, name, on: 'kit', make, says: `kit.drop.problems.${problem}` as TextKey };
};
const zip = (what: string, entries: () => ForgedEntry[], problem: string) => kit(what, 'kit.zip', () => forgeZip(entries()), problem);
const archive = (what: string, make: () => Uint8Array<ArrayBuffer> | ForgedEntry[], says: TextKey | null): HostileFile => {
  const whole = () => {
    const made = make();
    return made instanceof Uint8Array ? made : forgeZip(made);
  };
  return { what, name: 'archive.zip', on: 'archive', make: whole, says };
};

export const hostileFiles: readonly HostileFile[] = [
  kit('60 MB of empty objects', 'custom_filters.json', () => flood('{"custom_filters":[', '{},', 60 * MB), 'too-big'),
  kit('as many as a server takes', 'custom_filters.json', () => flood('{"custom_filters":[', '{},', 20 * MB), 'no-filters'),
  kit('brackets in brackets', 'custom_filters.json', () => flood('{"custom_filters":', '[', 20 * MB), 'no-filters'),
  kit('60 MB of commas in one line', 'following_accounts.csv', () => flood('Account address\na@b.example', ',', 60 * MB), 'row-too-long'),
  kit('60 MB of commas in shorter lines', 'following_accounts.csv', () => flood('Account address\n', `${','.repeat(60_000)}\n`, 60 * MB), 'not-csv'),
  kit('60 MB of commas in one row of many lines', 'lists.csv', () => flood('a,b@c.example\n', `"\n",${','.repeat(60_000)}"\n`, 60 * MB), 'not-csv'),
  kit('a cell of 60 MB', 'lists.csv', () => flood('a,b@c.example\n', 'x', 60 * MB), 'row-too-long'),
  kit('a quoted cell of 60 MB in lines', 'lists.csv', () => flood('a,b@c.example\n"', `${'x'.repeat(999)}\n`, 60 * MB), 'row-too-long'),
  kit('a million rows', 'blocked_accounts.csv', () => flood('', blocks, blocks.length * 1_000_000), 'too-many-rows'),
  kit('more bytes than any list', 'blocked_accounts.csv', () => flood('', blocks, 64 * MB + 12), 'too-big'),
  kit('a quote that never closes', 'lists.csv', () => bytes('a,b@c.example\n"Friends,b@c.example\n'), 'unclosed-quote'),
  kit('NUL', 'blocked_accounts.csv', () => bytes('a@b.example\nbo\0b@c.example\n'), 'nul'),
  kit('half of a sign in UTF-16', 'lists.csv', () => utf16('a,b@c.example\n'.repeat(9)).subarray(0, -1) as Uint8Array<ArrayBuffer>, 'encoding'),
  kit('neither UTF-8 nor what comes before it', 'lists.csv', () => Uint8Array.of(0xc9, 0x74, 0x81, 0x2c, 0x61, 0x40, 0x62, 0x2e, 0x63, 0x0a), 'encoding'),
  kit('a sign-in page', 'lists.csv', () => bytes('<!DOCTYPE html><script>alert(1)</script>'), 'html'),
  kit('prose', 'poem.txt', () => bytes('Shall I compare thee\nto a summer’s day\n'), 'unclear'),
  {
    what: 'names of a language and of another direction',
    name: '../../lists.csv',
    on: 'kit',
    make: () => bytes('__proto__,a@b.example\nconstructor,a@b.example\n\u202eevil\u2066,a@b.example\n'),
    says: null,
  },
  zip('a list that unpacks to more than any', () => [entry('lists.csv', new Uint8Array(65 * MB))], 'too-large'),
  zip(
    'lists that together unpack to more than any kit',
    () => Array.from({ length: 10 }, (_, n) => entry(`${n}.csv`, 'x', { saysBytes: 60 * MB })),
    'too-large',
  ),
  zip('a size no packing reaches', () => [entry('lists.csv', 'x', { saysBytes: 60 * MB })], 'unsafe'),
  zip('more than it declares', () => [entry('lists.csv', new Uint8Array(2 * MB), { saysBytes: 2 * MB - 9 })], 'unsafe'),
  zip('a name that leads elsewhere', () => [entry('../lists.csv', 'x')], 'unsafe'),
  zip('a name twice', () => [entry('lists.csv', 'x'), entry('lists.csv', 'y')], 'unsafe'),
  zip('more entries than any kit', () => Array.from({ length: 2_001 }, (_, n) => entry(`${n}.csv`, '')), 'unsafe'),
  zip('an encrypted list', () => [entry('lists.csv', 'x', { encrypted: true })], 'encrypted'),
  zip('an index of brackets', () => [entry('kit.json', flood('', '[', 8 * MB))], 'unknown-index'),
  zip('an index of empty objects', () => [entry('kit.json', flood('[', '{},', 8 * MB))], 'unknown-index'),
  kit('half a ZIP', 'kit.zip', () => forgeZip([entry('lists.csv', blocks.repeat(900))]).slice(0, 60), 'truncated'),

  archive('a tar.gz of Mastodon until 4.1', () => Uint8Array.of(0x1f, 0x8b, 8, 0, 0), 'archive.problems.tar'),
  archive('half a download', () => forgeZip([outbox]).slice(0, 60), 'archive.problems.truncated'),
  archive('a name that leads elsewhere', () => [outbox, entry('../../actor.json', '{}')], 'archive.problems.unsafe'),
  archive('a part twice', () => [outbox, outbox], 'archive.problems.unsafe'),
  archive('an encrypted part', () => [outbox, entry('likes.json', '{}', { encrypted: true })], 'archive.part'),
  archive('a profile that unpacks to more than any', () => [outbox, entry('actor.json', flood('', ' ', 5 * MB))], 'archive.part'),
  archive('a profile of empty objects', () => [outbox, entry('actor.json', flood('[', '{},', 4 * MB))], 'archive.part'),
  archive('a size no packing reaches', () => [outbox, entry('likes.json', '{}', { saysBytes: 200 * MB })], 'archive.part'),
  archive('brackets in brackets', () => [outbox, entry('likes.json', flood('{"orderedItems":', '[', 100 * MB))], 'archive.part'),
  archive('one post of 100 MB', () => [entry('outbox.json', flood('{"orderedItems":["', 'x', 100 * MB))], 'archive.problems.unreadable'),
  archive('a post of empty objects', () => [entry('outbox.json', bytes(`{"orderedItems":[[${'{},'.repeat(300_000)}{}]]}`))], null),
];
