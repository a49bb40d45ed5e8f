// @ts-check
/**
 * All set-up, so that every command works in a fresh clone: the version of Node, the dependencies, WXT's generated
 * types, a browser. Nothing here may import a dependency: it runs before there are any. It speaks on stderr, so that a
 * command's own output stays clean.
 */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** @param {string} line */
const tell = (line) => process.stderr.write(`${line}\n`);

/** Ends the command with one plain sentence instead of a stack. */
export class SetUpError extends Error {}

export function setUp() {
  checkNode();
  if (!dependenciesMatchLock()) installDependencies();
  prepareTypes();
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new SetUpError(`Transhumance needs Node 20.19 or newer; this is ${process.versions.node}. Get it from https://nodejs.org`);
}

/**
 * By content, not by date: a checkout touches dates, and installing anew under a running watcher hurts.
 * npm notes in node_modules/.package-lock.json what it installed; packages for other systems may be absent.
 */
function dependenciesMatchLock() {
  const installed = readLock('node_modules/.package-lock.json');
  const wanted = readLock('package-lock.json');
  if (!installed || !wanted) return false;
  return Object.entries(wanted).every(([name, { version, optional }]) => name === '' || installed[name]?.version === version || (optional && !installed[name]));
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }> | undefined}
 */
function readLock(file) {
  const full = path.join(root, file);
  return fs.existsSync(full) ? JSON.parse(fs.readFileSync(full, 'utf8')).packages : undefined;
}

function installDependencies() {
  tell('Installing the dependencies (npm ci): about 450 MB on the disk, in a minute or two …');
  must('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], 'The dependencies could not be installed; npm says why above. Is there a network?');
}

/** tsconfig.json builds on what `wxt prepare` writes. */
function prepareTypes() {
  const made = path.join(root, '.wxt', 'wxt.d.ts');
  const isOlder = ['wxt.config.ts', 'package-lock.json'].some(
    (file) => !fs.existsSync(made) || fs.statSync(path.join(root, file)).mtimeMs > fs.statSync(made).mtimeMs,
  );
  if (isOlder || !knowsLanguages())
    mustQuietly('Preparing the types: some seconds', process.execPath, [binary('wxt'), 'prepare'], 'wxt prepare failed; it says why above.');
}

/** Files of the extension are types, too: a language that was added is one more. */
function knowsLanguages() {
  const known = path.join(root, '.wxt', 'types', 'paths.d.ts');
  const paths = fs.existsSync(known) ? fs.readFileSync(known, 'utf8') : '';
  return fs.readdirSync(path.join(root, 'locales')).every((file) => paths.includes(`/locales/${file}`));
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} sorry
 */
export function must(command, args, sorry) {
  // npm is a script on Windows and needs the shell; its output goes to stderr like ours.
  const shell = process.platform === 'win32' && command === 'npm';
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], shell });
  if (status !== 0) throw new SetUpError(sorry);
}

/**
 * As `must`, of what says much and is read by nobody: only where it fails is it shown.
 * @param {string} what
 * @param {string} command
 * @param {string[]} args
 * @param {string} sorry
 */
export function mustQuietly(what, command, args, sorry) {
  tell(`${what} …`);
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}`);
  throw new SetUpError(sorry);
}

/**
 * The file behind a command of an installed package, to be run with this very Node: no shell, no search, no download.
 * @param {string} name
 * @param {string} [packageName]
 */
export function binary(name, packageName = name) {
  const folder = path.join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return path.join(folder, typeof bin === 'string' ? bin : bin[name]);
}

/**
 * Takes `name NUMBER` out of a command's arguments; null where it is not there.
 * @param {string[]} args @param {string} name @param {string} usage what is said where it is no number
 */
export function numberAfter(args, name, usage) {
  const at = args.indexOf(name);
  return at === -1 ? null : wholeNumber(args.splice(at, 2)[1] ?? '', usage);
}

/** @param {string} given @param {string} usage */
export function wholeNumber(given, usage) {
  if (!/^\d+$/.test(given)) throw new SetUpError(`${given} is no number. ${usage}`);
  return Number(given);
}

/**
 * Runs a command's body; trouble we foresaw is one sentence.
 * @param {() => void | Promise<void>} body
 */
export async function command(body) {
  try {
    await body();
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    tell(error.message);
    process.exitCode = 1;
  }
}

/**
 * Ends as the file ends, and not before: on Ctrl-C the file clears up first.
 * @param {string} file
 * @param {string[]} args
 * @returns {Promise<number>}
 */
export function runTypeScript(file, args) {
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], { cwd: root, stdio: 'inherit' });
  // The terminal tells both of Ctrl-C; of anything else, only this process may have been told.
  process.on('SIGINT', () => {});
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 130)));
}
