/** One case of the bench, in a process of its own: `bench.ts` starts it with the task as its argument. */
import fs from 'node:fs';
import path from 'node:path';
import { reconcile } from '../../journey/report/reconcile';
import { openArchive } from '../../kit/archive';
import type { FollowRow } from '../../lists/kinds/follows';
import { normalise } from '../../lists/normalise';
import { parseList } from '../../lists/parse';
import { split } from '../../lists/split';
import { fileBlob } from '../../scripts/file-blob';
import { best } from './best';

/**
 * What a case gives back: milliseconds of the thing itself, of the plain reading, and how much memory it took at its
 * highest, in MB.
 */
export interface Measured {
  ours: number;
  plain: number;
  peak: number;
}
export type Task =
  /** `file`: a list of follows. */
  | { what: 'parse' | 'normalise' | 'split' | 'reconcile'; file: string }
  /** `file`: the archive. */
  | { what: 'archive'; file: string }
  /** `folder`: the four entries as loose files. */
  | { what: 'loose-parts'; folder: string };

const options = { home: 'alpine.example', self: 'amelie@alpine.example' };

/** The least a program must do to see every cell: decode, cut at line ends, cut at commas. */
function plainReading(bytes: Uint8Array): number {
  let cells = 0;
  for (const line of new TextDecoder().decode(bytes).split('\n')) cells += line.split(',').length;
  return cells;
}

function rowsOf(bytes: Uint8Array): readonly FollowRow[] {
  const parsed = parseList('follows', bytes);
  if (!parsed.ok) throw new Error(parsed.problem.kind);
  return parsed.rows;
}

const highest = () => process.resourceUsage().maxRSS / 1_000;
const held = () => process.memoryUsage().rss / 1e6;

async function measure(task: Task): Promise<Measured> {
  const { act, plain } = await prepared(task);
  // Node's own highest may be from preparing; what is held right after one run, before anything is given back, is then
  // the better number.
  globalThis.gc?.();
  const before = { highest: highest(), now: held() };
  await act();
  const peak = Math.max(highest() - before.highest, held() - before.now);
  const ours = await best(act);
  return { ours, plain: plain ? await best(plain) : ours, peak };
}

async function prepared(task: Task): Promise<{ act: () => unknown; plain: (() => unknown) | null }> {
  if (task.what === 'archive') {
    const blob = fileBlob(task.file);
    return {
      act: async () => {
        const opened = await openArchive(blob);
        if (!opened.ok || opened.summary.written?.others !== 0) throw new Error(JSON.stringify(opened));
      },
      plain: null,
    };
  }
  if (task.what === 'loose-parts') {
    const { folder } = task;
    return { act: () => fs.readdirSync(folder).map((name) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'))), plain: null };
  }
  const bytes = new Uint8Array(fs.readFileSync(task.file));
  const plain = () => plainReading(bytes);
  if (task.what === 'parse') return { act: () => rowsOf(bytes), plain };
  const rows = rowsOf(bytes);
  if (task.what === 'normalise') return { act: () => normalise('follows', rows, options), plain };
  if (task.what === 'split') return { act: () => split('follows', rows), plain };
  const arrived = rows.filter((_, n) => n % 3 !== 0).reverse();
  const failures = rows.filter((_, n) => n % 9 === 0).map((row) => ({ row, why: null }));
  return { act: () => reconcile('follows', { saved: rows, arrived, sent: [{ rows, finished: true, failures }], home: options.home }), plain };
}

process.send?.(await measure(JSON.parse(process.argv[2] ?? '') as Task));
process.disconnect();
