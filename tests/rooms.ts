/**
 * The rooms of the house, from the ground up, and what each may import from. `tests/rooms.test.ts` holds the code to
 * it; `npm run house` counts by it.
 */
import fs from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');

interface Room {
  readonly room: string;
  /** The rooms it may import from, besides itself. */
  readonly from: readonly string[];
}

const pure = ['lists', 'journey', 'kit'];
const outside = [...pure, 'mastodon', 'browser'];

/**
 * `worker`, `page` and `views` are three programs that run in three places: they know each other by
 * `browser/messages.ts` alone.
 */
export const rooms: readonly Room[] = [
  { room: 'lists', from: [] },
  { room: 'journey', from: ['lists'] },
  { room: 'kit', from: ['lists', 'journey'] },
  { room: 'mastodon', from: pure },
  { room: 'browser', from: [...pure, 'mastodon'] },
  { room: 'worker', from: outside },
  { room: 'components', from: outside },
  { room: 'page', from: [...outside, 'components'] },
  { room: 'views', from: [...outside, 'components'] },
  { room: 'entrypoints', from: [...outside, 'worker', 'components', 'page', 'views'] },
];

export interface Import {
  /** Paths from the root of the repository, with `/`. */
  readonly from: string;
  readonly to: string;
}

export const roomOf = (file: string): string => file.split('/')[0] ?? '';

/** Every TypeScript file of the rooms. */
export function codeFiles(): string[] {
  return rooms.flatMap(({ room }) =>
    fs
      .readdirSync(path.join(root, room), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/')),
  );
}

/** What each file imports of ours: also types, also what it loads later, also what lies outside the rooms. */
export function importsOf(file: string, text: string = fs.readFileSync(path.join(root, file), 'utf8')): Import[] {
  const specifiers = [...text.matchAll(/(?:\bfrom|\bimport|\bimport\()\s*['"](\.{1,2}\/[^'"?]+)/g)].map(([, specifier = '']) => specifier);
  return specifiers.map((specifier) => ({ from: file, to: resolve(path.posix.join(path.posix.dirname(file), specifier)) }));
}

function resolve(target: string): string {
  const found = ['', '.ts', '.tsx', '/index.ts', '/index.tsx'].find((end) => fs.statSync(path.join(root, target + end), { throwIfNoEntry: false })?.isFile());
  return found === undefined ? target : target + found;
}

/**
 * Whether the table allows an import. What is no code of a room (`locales/`, `assets/`) may be imported by all, but for
 * tests and scripts.
 */
export function isAllowed({ from, to }: Import): boolean {
  const [own, other] = [roomOf(from), roomOf(to)];
  if (own === other) return own !== 'entrypoints' || (path.posix.dirname(from) === path.posix.dirname(to) && path.posix.dirname(from) !== own);
  if (['locales', 'assets'].includes(other)) return true;
  return rooms.find(({ room }) => room === own)?.from.includes(other) ?? false;
}

/** Groups of files that import each other, each in no particular order. */
export function circles(imports: readonly Import[]): string[][] {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
  const numbers = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): number => {
    const number = numbers.size;
    numbers.set(file, number);
    stack.push(file);
    let low = number;
    for (const to of next.get(file) ?? []) {
      if (!numbers.has(to)) low = Math.min(low, visit(to));
      else if (stack.includes(to)) low = Math.min(low, numbers.get(to) ?? low);
    }
    if (low === number) {
      const circle = stack.splice(stack.indexOf(file));
      if (circle.length > 1) found.push(circle);
    }
    return low;
  };
  for (const file of next.keys()) if (!numbers.has(file)) visit(file);
  return found;
}
