/**
 * `npm run bench`: time as a ratio to a plain reading of the same bytes, and peak memory, each case in a process of its own.
 * Nothing here fails for being slow: machines differ, ratios tell.
 */
import { fork, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { best } from './best';
import { archiveParts, writeBigArchive } from './big-archive';
import type { Measured, Task } from './cases';
import { clickLines } from './clicks';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const SIZES: readonly (readonly [name: string, bytes: number])[] = [
  ['200 MB', 200e6],
  ['1 GB', 1e9],
  ['3 GB', 3e9],
  ['5 GB', 5e9],
];
const POSTS = 40_000;

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
  console.log(name.padEnd(38) + rest.map((cell) => cell.padStart(16)).join(''));
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
  await inFolder(async (folder) => {
    const parts = archiveParts(POSTS);
    const loose = path.join(folder, 'parts');
    fs.mkdirSync(loose);
    for (const { name, data } of parts) fs.writeFileSync(path.join(loose, name), data);
    const names = parts.map(({ name }) => name);
    const bytes = parts.reduce((sum, { data }) => sum + data.length, 0);
    const plain = await inItsOwnProcess({ what: 'loose-parts', folder: loose });
    console.log(
      `\nFour entries (${Math.round(bytes / 1e6)} MB of JSON, ${POSTS.toLocaleString('en')} posts) of an archive, beside JSON.parse of the same four as loose files`,
    );
    console.log(`(${ms(plain.ours)}, ${mb(plain.peak)}) and beside unzip -p of the same four`);
    print(['', 'time', 'to plain', 'unzip -p', 'to unzip -p', 'peak memory']);
    for (const [name, size] of SIZES) {
      const { bavail, bsize } = fs.statfsSync(folder);
      // The pictures are holes, but not every file system can keep holes.
      if (bavail * bsize < size * 1.1) {
        print([`archive of ${name}`, `left out: the disk has ${Math.round((bavail * bsize) / 1e9)} GB free`]);
        continue;
      }
      const file = path.join(folder, 'archive.zip');
      await writeBigArchive(file, size, parts);
      const { ours, peak } = await inItsOwnProcess({ what: 'archive', file });
      const unzip = await best(() => unzipped(file, names));
      const cannot = Number.isNaN(unzipped(file, names));
      print([`archive of ${name}`, ms(ours), times(ours / plain.ours), cannot ? 'not here' : ms(unzip), cannot ? '–' : times(ours / unzip), mb(peak)]);
      fs.rmSync(file);
    }
  });
}

/** A folder that is gone afterwards. */
async function inFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'transhumance-bench-'));
  try {
    await act(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** NaN where there is no unzip. */
function unzipped(file: string, names: readonly string[]): number {
  const { status, error } = spawnSync('unzip', ['-p', file, ...names], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (error) return Number.NaN;
  if (status !== 0) throw new Error(`unzip ended with ${status}`);
  return 0;
}

const start = performance.now();
await lists();
await archives();
console.log('\nClicks for everything exportable, alias and move included');
for (const line of clickLines(ROOT)) console.log(line);
console.log(`\n${Math.round((performance.now() - start) / 1_000)} s in all`);
