/**
 * `npm run -s explain -- --old HANDLE --new HANDLE [--new-version VERSION] FILE…`: what would come of each file, were
 * it dropped on the start page. One JSON line a file, by the code that the start page runs: what it is, what would be
 * said, what an import would send, and what is left aside.
 */
import { openAsBlob, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { translator } from '../browser/i18n';
import { prepareLists } from '../journey/import/prepare';
import { text } from '../journey/text';
import { openArchive } from '../kit/archive';
import { type Dropped, readDropped, saysOfList } from '../kit/dropped';
import { makeKitFile } from '../kit/kit-file';
import { type Handle, handleText, parseHandle } from '../lists/handle';
import { canImport, type ListKind, type ListRow, listFacts, namedInFull } from '../lists/kinds';
import { normalise } from '../lists/normalise';
import { parseList } from '../lists/parse';
import type { Understood } from '../lists/understand';
import english from '../locales/en.json';
import { archiveSentences, saysOfArchive } from '../views/archive-words';
import { saysOfUnderstood, saysOfZip } from '../views/take-in';
import { fileBlob } from './file-blob';

const t = translator('en', english);
const USAGE = 'Usage: npm run -s explain -- --old @user@old.example --new @user@new.example [--new-version 4.6.5] FILE…';

interface Move {
  old: Handle;
  new: Handle;
  version: string;
}

/** The names by which people know the lists; the code says `custom_filters`, as Mastodon does. */
const shownKind = (kind: ListKind) => (kind === 'custom_filters' ? 'filters' : kind);

async function explain(dropped: Dropped, move: Move): Promise<object> {
  const file = path.basename(dropped.name);
  switch (dropped.is) {
    case 'kit': {
      const count = dropped.snapshots.reduce((sum, { files }) => sum + files.length, 0);
      return { file, is: 'kit', say: [text('kit.drop.kit', { handle: `@${handleText(move.old)}`, count }), ...dropped.warnings].map(t) };
    }
    case 'zip':
      return { file, is: 'kit', say: [t(saysOfZip(dropped))] };
    case 'archive': {
      const opened = await openArchive(dropped.file);
      if (!opened.ok) return { file, is: 'refused', say: [t(saysOfArchive(opened.problem))] };
      return { file, is: 'archive', say: [t(text('kit.drop.foreign.archive')), ...archiveSentences(opened.summary, 'en').map(t)] };
    }
    case 'refused':
      return { file, is: 'refused', say: [dropped.say, ...dropped.warnings].map(t), sent: [], left: [] };
    case 'list': {
      const { kind, candidates, understood, ask } = dropped;
      const as = kind ?? candidates[0] ?? 'follows';
      const told = await explainList(understood, as, move);
      const is = kind === null ? { is: 'unsure', candidates: candidates.map(shownKind) } : { is: 'list', kind: shownKind(as) };
      return { file, ...is, ...told, say: [...new Set([...(ask === null ? [] : [t(ask)]), ...told.say])] };
    }
    default:
      return dropped satisfies never;
  }
}

async function explainList(understood: Understood, kind: ListKind, move: Move) {
  const as = understood.as(kind);
  const { columnsLeft } = as;
  const made = await makeKitFile(kind, as.bytes, { source: 'dropped', takenAt: new Date(0).toISOString() });
  if (!made.ok)
    return {
      rows: 0,
      columnsLeft,
      sent: [],
      left: as.left,
      say: [t(saysOfList(made.problem.kind === 'cut-off' ? { kind: 'not-csv', line: null } : made.problem))],
    };
  const parsed = parseList(kind, made.file.bytes);
  const given: readonly ListRow[] = parsed.ok ? parsed.rows : [];
  const rows = namedInFull<ListKind>(given, move.old.domain);
  const about = { old: move.old.domain, home: move.new.domain, self: handleText(move.new), version: move.version };
  const { dropped } = normalise<ListKind>(kind, rows, about);
  const takes = (asked: ListKind) => canImport(asked, move.version) !== false;
  const lists = await prepareLists([kind], [{ ...made.file }], [], { ...about, takes, following: 0, followers: 0 });
  return {
    rows: rows.length,
    columnsLeft,
    sent: lists.flatMap(({ pieces }) => pieces.flatMap((piece) => linesOf(kind, piece.bytes))),
    left: [...as.left, ...dropped.map(({ row, reason }) => ({ row: shownRow(row), why: reason }))],
    say: saysOfUnderstood(understood, kind, as, given, move.old.domain).map(t),
  };
}

/** What is uploaded, line by line; of filters each as its JSON. */
function linesOf(kind: ListKind, bytes: Uint8Array): string[] {
  const content = new TextDecoder().decode(bytes);
  if (kind === 'custom_filters') return (JSON.parse(content) as { custom_filters: object[] }).custom_filters.map((filter) => JSON.stringify(filter));
  const lines = content.split('\n').filter((line) => line !== '');
  return listFacts[kind].hasHeader ? lines.slice(1) : lines;
}

function shownRow(row: ListRow): string {
  return Object.values(row)
    .filter((cell) => typeof cell === 'string')
    .join(',');
}

/** Node 20 keeps 32 bits of a file's size: what is larger is read by our own hand. */
async function fileOf(given: string): Promise<File> {
  const name = path.basename(given);
  if (statSync(given).size < 2 ** 32) return new File([await openAsBlob(given)], name);
  return Object.assign(fileBlob(given), { name }) as unknown as File;
}

function handleOf(given: string | undefined): Handle {
  const parsed = parseHandle(given ?? '');
  if (parsed.ok) return parsed.value;
  console.error(USAGE);
  process.exit(2);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { old: { type: 'string' }, new: { type: 'string' }, 'new-version': { type: 'string', default: '4.6.5' } },
});
const move: Move = { old: handleOf(values.old), new: handleOf(values.new), version: values['new-version'] };
if (positionals.length === 0) {
  console.error(USAGE);
  process.exit(2);
}
const files: File[] = [];
for (const given of positionals) {
  try {
    files.push(await fileOf(given));
  } catch {
    console.log(JSON.stringify({ file: path.basename(given), is: 'refused', say: [t(text('kit.drop.problems.unreadable-file'))] }));
  }
}
for (const dropped of await readDropped(files, handleText(move.old))) console.log(JSON.stringify(await explain(dropped, move)));
