/** `npm run house`: the size of the house, and what of it is against its own rules. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { circles, codeFiles, importsOf, isAllowed, roomOf, rooms, root } from '../tests/rooms';
import { binary } from './set-up.mjs';

interface Counted {
  file: string;
  lines: number;
  functions: { name: string; lines: number }[];
  exports: string[];
}

export const MOST_LINES = 350;
export const MOST_OF_A_FUNCTION = 60;

/** What a file holds, by its syntax alone. */
export function count(file: string, text: string = fs.readFileSync(path.join(root, file), 'utf8')): Counted {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS);
  const functions: Counted['functions'] = [];
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  const visit = (node: ts.Node) => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const named = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined);
      functions.push({ name: named?.getText(source) ?? '(without a name)', lines: lineOf(node.getEnd()) - lineOf(node.getStart(source)) + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { file, lines: text.split('\n').length - 1, functions, exports: exportsOf(source) };
}

/** Names of values and types that a file makes and exports; what it only passes on is another's. */
function exportsOf(source: ts.SourceFile): string[] {
  return source.statements.flatMap((statement) => {
    const isExported = ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (!isExported) return [];
    if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name.getText(source));
    const name = (statement as ts.DeclarationStatement).name?.getText(source);
    return name === undefined || isOfEntry(source.fileName) ? [] : [name];
  });
}

const isOfEntry = (file: string) => roomOf(file) === 'entrypoints';

/** Files and functions above their limit, the longest first. */
export function tooLong(counted: readonly Counted[]): { files: { file: string; lines: number }[]; functions: { file: string; name: string; lines: number }[] } {
  const functions = counted.flatMap(({ file, functions: made }) => made.map((each) => ({ ...each, file })));
  return {
    files: counted.filter(({ lines }) => lines > MOST_LINES).sort((a, b) => b.lines - a.lines),
    functions: functions.filter(({ lines }) => lines > MOST_OF_A_FUNCTION).sort((a, b) => b.lines - a.lines),
  };
}

/** Names that two files export: a type and a value of one file may share theirs. */
export function doubles(counted: readonly Pick<Counted, 'file' | 'exports'>[]): string[] {
  const homes = new Map<string, Set<string>>();
  for (const { file, exports } of counted) for (const name of exports) homes.set(name, (homes.get(name) ?? new Set()).add(file));
  return [...homes].flatMap(([name, files]) => (files.size > 1 ? [`${name} (${[...files].join(', ')})`] : [])).sort();
}

function print(): void {
  const counted = codeFiles().map((file) => count(file));
  const imports = codeFiles().flatMap((file) => importsOf(file));
  const lines = counted.reduce((sum, each) => sum + each.lines, 0);
  console.log(`${counted.length} files, ${lines} lines`);
  for (const { room } of rooms) {
    const own = counted.filter(({ file }) => roomOf(file) === room);
    console.log(`  ${room.padEnd(12)} ${String(own.length).padStart(4)} files ${String(own.reduce((sum, each) => sum + each.lines, 0)).padStart(6)} lines`);
  }
  const list = (title: string, found: readonly string[]) => console.log(`${title}: ${found.length}${found.map((line) => `\n  ${line}`).join('')}`);
  const functions = counted.flatMap(({ file, functions: made }) => made.map((each) => ({ ...each, file }))).sort((a, b) => b.lines - a.lines);
  const [longest] = counted.toSorted((a, b) => b.lines - a.lines);
  const [longestFunction] = functions;
  console.log(
    `longest file: ${longest?.file}, ${longest?.lines}; longest function: ${longestFunction?.name} in ${longestFunction?.file}, ${longestFunction?.lines}`,
  );
  const long = tooLong(counted);
  list(
    `files above ${MOST_LINES} lines`,
    long.files.map(({ file, lines: many }) => `${file}: ${many}`),
  );
  list(
    `functions above ${MOST_OF_A_FUNCTION} lines`,
    long.functions.map(({ file, name, lines: many }) => `${file}: ${name}, ${many}`),
  );
  list(
    'circles',
    circles(imports).map((circle) => circle.join(' → ')),
  );
  list(
    'imports against the order',
    imports.filter((each) => !isAllowed(each)).map(({ from, to }) => `${from} → ${to}`),
  );
  list('names exported twice', doubles(counted));
  const unused = spawnSync(process.execPath, [binary('knip'), '--include', 'exports,types', '--no-progress'], { cwd: root, encoding: 'utf8' });
  list('exports that nobody uses', unused.status === 0 ? [] : unused.stdout.trim().split('\n').slice(1));
}

if (process.argv[1]?.endsWith('house.ts')) print();
