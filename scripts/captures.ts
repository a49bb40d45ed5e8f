/**
 * `npm run captures -- DIR [--print]`: reads every saved settings page below DIR with the extension's own readers and
 * compares with the JSON beside it (contract: the README of the captures). With `--print` it writes what was read
 * instead, one JSON object a line.
 *
 * The pages are parsed by linkedom: nothing runs, nothing is loaded (happy-dom fetches `link rel=preload` and selects
 * the wrong option).
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { parseHTML } from 'linkedom';
import * as v from 'valibot';
import { type PageSeen, pageSeenSchema } from '../journey/facts';
import { readAccount } from '../mastodon/account';
import { detectPage } from '../mastodon/page';

type Json = Record<string, unknown>;

/** What markup gives and every reader must agree on. A dot reaches into the rows of a list. */
const PROMISED: Record<PageSeen['page'], readonly string[]> = {
  aliases: ['aliases', 'error', 'notice'],
  migration: ['cooldown', 'proof', 'redirectingTo', 'pastMigrations', 'errorField', 'notice'],
  'redirect-new': ['proof', 'errorField'],
  export: ['counts', 'csv', 'json', 'archive', 'canRequest'],
  imports: ['kind', 'types', 'recent.id', 'recent.state', 'recent.imported', 'recent.total', 'recent.failures', 'error'],
  'imports-confirm': ['id', 'warnings'],
  'auth-edit': ['status'],
  delete: ['proof'],
  profile: ['form'],
};
/** Read too, where the page gives them: a difference is told and fails nothing. */
const OFFERED: Partial<Record<PageSeen['page'], readonly string[]>> = {
  aliases: ['ids', 'typed'],
  migration: ['cooldownDays', 'typed', 'past.target', 'past.followers'],
  'redirect-new': ['typed'],
  export: ['archives.ready', 'archives.id', 'archives.created'],
  imports: ['selected', 'mode', 'notice', 'recent.failuresUrl'],
  'auth-edit': ['links'],
  'imports-confirm': ['fileName'],
};
/** Of these null is an honest answer: the page shows it in words, or not before some version. */
const HONEST: readonly string[] = ['cooldownDays', 'archives.id', 'archives.created'];
/** These may be left unnamed, or be named by a reader that knows them; ours does not. */
const UNNAMED: readonly unknown[] = ['sign-in', 'sign-up', 'auth-setup', 'error', null];

export interface CaptureRead {
  file: string;
  page: PageSeen['page'] | null;
  account: { handle: string; functional: boolean; movedTo: string | null } | null;
  facts: Json;
}

export interface CaptureResult {
  file: string;
  /** What differs, one sentence each; empty when the page was read right. */
  failures: string[];
  notes: string[];
}

/** Every saved page below a folder, however deep, in a steady order. */
export function capturesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.html') && statSync(join(folder, file)).isFile())
    .map((file) => file.split(sep).join('/'))
    .sort();
}

/** Reads one saved page with the extension's readers. Throws a sentence when there is nothing to compare with. */
export function readCapture(folder: string, file: string): { read: CaptureRead; expected: Json } {
  const beside = join(folder, file.replace(/\.html$/, '.json'));
  if (!existsSync(beside)) throw new Error('there is no JSON beside it');
  const expected: unknown = JSON.parse(readFileSync(beside, 'utf8'));
  if (!isJson(expected) || typeof expected.url !== 'string') throw new Error('the JSON beside it names no url');
  const { document } = parseHTML(readFileSync(join(folder, file), 'utf8'));
  const seen = detectPage(new URL(expected.url), document);
  // the background's door: what it would refuse is not read
  if (seen) v.parse(pageSeenSchema, seen);
  const signedIn = seen?.account ?? readAccount(document)?.account ?? null;
  const account = signedIn && { handle: signedIn.handle, functional: signedIn.functional, movedTo: signedIn.movedTo };
  return { read: { file, page: seen?.page ?? null, account, facts: seen?.facts ?? {} }, expected };
}

/** Compares what was read with what the JSON says. */
export function compare({ page, account, facts }: CaptureRead, expected: Json): Omit<CaptureResult, 'file'> {
  const failures: string[] = [];
  const notes: string[] = [];
  const differ = (name: string, wanted: unknown, got: unknown) =>
    isDeepStrictEqual(wanted, got) ? [] : [`${name}: expected ${JSON.stringify(wanted)}, read ${JSON.stringify(got)}`];

  const wantedPage = UNNAMED.includes(expected.page) ? null : expected.page;
  failures.push(...differ('page', wantedPage, page));
  const wantedAccount = isJson(expected.account) ? expected.account : null;
  if (wantedAccount)
    for (const key of ['handle', 'functional', 'movedTo'] as const) failures.push(...differ(`account.${key}`, wantedAccount[key], account?.[key]));
  else if (account && expected.page !== null) failures.push(`account: the page does not say who is signed in, read ${JSON.stringify(account)}`);

  const wantedFacts = isJson(expected.facts) ? expected.facts : {};
  if (page && page === wantedPage) {
    for (const name of PROMISED[page]) failures.push(...differ(name, factOf(wantedFacts, name), factOf(facts, name)));
    for (const name of OFFERED[page] ?? []) {
      const got = factOf(facts, name);
      const silent = HONEST.includes(name) && (got === null || (Array.isArray(got) && got.includes(null)));
      if (!silent && factOf(wantedFacts, name) !== undefined) notes.push(...differ(name, factOf(wantedFacts, name), got));
    }
  }
  return { failures, notes };
}

/** Reads and compares a whole folder. A page that cannot be read is a failure with its reason, never the end. */
export function checkCaptures(folder: string): CaptureResult[] {
  return capturesIn(folder).map((file) => {
    try {
      const capture = readCapture(folder, file);
      return { file, ...compare(capture.read, capture.expected) };
    } catch (error) {
      return { file, failures: [reason(error)], notes: [] };
    }
  });
}

function factOf(facts: Json, name: string): unknown {
  const [key = '', inner] = name.split('.');
  const value = facts[key];
  return inner === undefined ? value : Array.isArray(value) ? value.map((row: Json) => row[inner]) : value;
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function print(folder: string): number {
  let failed = 0;
  for (const file of capturesIn(folder)) {
    try {
      console.log(JSON.stringify(readCapture(folder, file).read));
    } catch (error) {
      failed += 1;
      console.error(`${file}: ${reason(error)}`);
    }
  }
  return failed === 0 ? 0 : 1;
}

function report(folder: string): number {
  const results = checkCaptures(folder);
  for (const { file, failures, notes } of results) {
    for (const failure of failures) console.log(`FAILED ${file}: ${failure}`);
    for (const note of notes) console.log(`note   ${file}: ${note}`);
  }
  const failed = results.filter(({ failures }) => failures.length > 0).length;
  if (results.length === 0) console.log(`No .html below ${relative('.', folder) || folder}.`);
  console.log(`${results.length - failed} passed, ${failed} failed`);
  return failed === 0 && results.length > 0 ? 0 : 1;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [named] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  // npm runs us at the root of the project; the folder is named where the person is.
  const folder = named === undefined ? undefined : resolve(process.env.INIT_CWD ?? '.', named);
  if (folder === undefined || !existsSync(folder) || !statSync(folder).isDirectory()) {
    console.error(folder === undefined ? 'Which folder? npm run captures -- DIR [--print]' : `There is no folder ${folder}.`);
    process.exitCode = 1;
  } else process.exitCode = process.argv.includes('--print') ? print(folder) : report(folder);
}
