/**
 * `npm run bench`: time as a ratio to a plain reading of the same bytes, and peak memory, each case in a process of its
 * own; and what the extension weighs in a real browser. `npm run bench -- weight`, `lists` or `archives` does one part.
 * Nothing here fails for being slow: machines differ, ratios tell.
 */
import { fork, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findBrowser } from '../../scripts/browsers.mjs';
import { best } from './best';
import { archiveParts, writeBigArchive } from './big-archive';
import type { Measured, Task } from './cases';
import { clickLines } from './clicks';
import { type Weight, weigh } from './weight';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const SIZES: readonly (readonly [name: string, bytes: number])[] = [
  ['200 MB', 200e6],
  ['1 GB', 1e9],
  ['3 GB', 3e9],
  ['5 GB', 5e9],
];
const POSTS = 40_000;
/** Ten times less and ten times more of what is read, and many times more of what is not. */
const OTHERS: readonly (readonly [name: string, size: number, posts: number, picture: number])[] = [
  ['1 GB, 4,000 posts', 1e9, 4_000, 2_000_000],
  ['1 GB, 400,000 posts', 1e9, 400_000, 2_000_000],
  ['1 GB of 50,000 pictures', 1e9, POSTS, 20_000],
];

/** In a fresh process, so that one case's memory is not another's. */
function inItsOwnProcess(task: Task): Promise<Measured> {
  const execArgv = [...process.execArgv, '--expose-gc'];
  const child = fork(path.join(import.meta.dirname, 'cases.ts'), [JSON.stringify(task)], { execArgv });
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as Measured));
    child.once('exit', (code) => reject(new Error(`${JSON.stringify(task)} ended with ${code}`)));
  });
}

function follows(count: number): Uint8Array {
  const lines = Array.from(
    { length: count },
    (_, n) => `user_${n}@server-${n % 900}.example,${n % 7 !== 0},${n % 11 === 0},${n % 13 === 0 ? '"en, de"' : ''}\n`,
  );
  return new TextEncoder().encode(`Account address,Show boosts,Notify on new posts,Languages\n${lines.join('')}`);
}

function print(cells: readonly string[]): void {
  const [name = '', ...rest] = cells;
  console.log(name.padEnd(34) + rest.map((cell) => cell.padStart(13)).join(''));
}
const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
const times = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ×`;
const mb = (value: number) => `+${Math.round(value)} MB`;

async function lists(): Promise<void> {
  console.log('\nLists of follows, beside decoding the same bytes and cutting them at line ends and commas');
  print(['', 'time', 'plain', 'ratio', 'peak memory']);
  await inFolder(async (folder) => {
    for (const rows of [20_000, 200_000]) fs.writeFileSync(path.join(folder, `${rows}.csv`), follows(rows));
    for (const what of ['parse', 'normalise', 'split', 'reconcile'] as const) {
      for (const rows of [20_000, 200_000]) {
        const { ours, plain, peak } = await inItsOwnProcess({ what, file: path.join(folder, `${rows}.csv`) });
        const name = what === 'reconcile' ? `reconcile ${rows.toLocaleString('en')} with as many` : `${what} ${rows.toLocaleString('en')} rows`;
        print([name, ms(ours), ms(plain), times(ours / plain), mb(peak)]);
      }
    }
  });
}

async function archives(): Promise<void> {
  const unzip = hasUnzip();
  console.log(`\nFour entries of an archive, beside JSON.parse of the same four as loose files${unzip ? ', and beside unzip -p of the same four' : ''}`);
  if (!unzip) console.log('(there is no unzip on this machine: install it to see it beside ours)');
  print(['', 'JSON read', 'time', 'plain', 'to plain', 'unzip -p', 'to unzip -p', 'peak memory']);
  const sized = SIZES.map(([name, size]) => [name, size, POSTS, 2_000_000] as const);
  const usual = archiveParts(POSTS);
  for (const [name, size, posts, picture] of [...sized, ...OTHERS]) {
    await archive(name, size, posts === POSTS ? usual : archiveParts(posts), picture, unzip);
  }
}

async function archive(name: string, size: number, parts: ReturnType<typeof archiveParts>, picture: number, unzip: boolean): Promise<void> {
  await inFolder(async (folder) => {
    const { bavail, bsize } = fs.statfsSync(folder);
    const bytes = parts.reduce((sum, { data }) => sum + data.length, 0);
    // The pictures are holes, but not every file system can keep holes.
    if (bavail * bsize < (size + bytes) * 1.1) {
      print([name, `left out: the disk has ${Math.round((bavail * bsize) / 1e9)} GB free`]);
      return;
    }
    const loose = path.join(folder, 'parts');
    fs.mkdirSync(loose);
    for (const part of parts) fs.writeFileSync(path.join(loose, part.name), part.data);
    const file = path.join(folder, 'archive.zip');
    await writeBigArchive(file, size, parts, picture);
    const { ours, peak } = await inItsOwnProcess({ what: 'archive', file });
    const plain = await inItsOwnProcess({ what: 'loose-parts', folder: loose });
    const names = parts.map((part) => part.name);
    const other = unzip ? await best(() => unzipped(file, names)) : null;
    const beside = other === null ? ['–', '–'] : [ms(other), times(ours / other)];
    print([name, `${Math.round(bytes / 1e6)} MB`, ms(ours), ms(plain.ours), times(ours / plain.ours), ...beside, mb(peak)]);
  });
}

/** A folder that is gone afterwards, also when the person stops the bench. */
async function inFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'transhumance-bench-'));
  const remove = () => fs.rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    await act(folder);
  } finally {
    remove();
    process.off('exit', remove);
  }
}

/** Installed where that is ours to do, as the browsers are. */
function hasUnzip(): boolean {
  const isThere = () => spawnSync('unzip', ['-v'], { stdio: 'ignore' }).status === 0;
  if (!isThere() && process.getuid?.() === 0) {
    console.log('Installing unzip …');
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore' });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'unzip'], { stdio: 'ignore' });
  }
  return isThere();
}

function unzipped(file: string, names: readonly string[]): void {
  const { status } = spawnSync('unzip', ['-p', file, ...names], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`unzip ended with ${status}`);
}

async function weight(): Promise<void> {
  console.log('\nWeight in Chromium: a settings page with its card, beside the same page without us and with other extensions');
  if (findBrowser('chromium') === undefined || !fs.existsSync(path.join(ROOT, '.output', 'chrome-mv3', 'manifest.json'))) {
    console.log('(left out: it takes Chromium and what npm run build leaves)');
    return;
  }
  const { settings, unrelated, paint } = await weigh();
  print(['', 'scripts', 'main thread', 'beside none', 'layout shift', 'memory', 'to none']);
  const row = (name: string, is: Weight, none: Weight) => {
    const more = is === none ? '' : `${is.task >= none.task ? '+' : ''}${(is.task - none.task).toFixed(1)} ms`;
    print([
      name,
      `${(is.script / 1_000).toFixed(1)} kB`,
      ms(is.task),
      more,
      is.shift.toFixed(4),
      `${(is.heap / 1e6).toFixed(2)} MB`,
      times(is.heap / none.heap),
    ]);
  };
  for (const [name, is] of Object.entries(settings)) row(name, is, settings.none);
  for (const [name, is] of Object.entries(unrelated)) row(`another site, ${name}`, is, unrelated.none);
  console.log('\nTo the first paint, beside a page of an extension with one word in it');
  for (const [name, is] of Object.entries(paint)) print([name, ms(is), times(is / paint['one word'])]);
}

const only = process.argv[2];
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const start = performance.now();
if (only === undefined || only === 'weight') await weight();
if (only === undefined || only === 'lists') await lists();
if (only === undefined || only === 'archives') await archives();
if (only === undefined) {
  console.log('\nClicks for everything exportable, alias and move included');
  for (const line of clickLines(ROOT)) console.log(line);
}
console.log(`\n${Math.round((performance.now() - start) / 1_000)} s in all`);
