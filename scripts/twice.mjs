// @ts-check
/**
 * Two clean builds of the last commit: two fresh clones, in folders of other names and lengths, on two days, in two time
 * zones and languages. What is made of them must be the same, byte for byte.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, SetUpError } from './set-up.mjs';

const clock = pathToFileURL(path.join(root, 'scripts', 'another-day.mjs')).href;
/** What a build may know of the machine it runs on. */
const places = [
  { folder: 'a', env: { ANOTHER_DAY: '0', TZ: 'UTC', LC_ALL: 'C.UTF-8' } },
  { folder: path.join('another folder', 'é', 'further down'), env: { ANOTHER_DAY: '40', TZ: 'Pacific/Kiritimati', LC_ALL: 'fr_FR.UTF-8' } },
];

/**
 * Makes the release files twice and leaves them in `to`.
 * @param {string} to
 */
export async function packTwice(to) {
  const { differingFiles, filesIn } = await import('./release-zip.mjs');
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'transhumance-twice-'));
  try {
    const commit = run('git', ['rev-parse', 'HEAD'], root).trim();
    const changed = run('git', ['status', '--porcelain'], root).trim();
    if (changed !== '') console.log(`Not committed, and so in neither build:\n${changed}\n`);
    const [first, second] = places.map(({ folder, env }) => {
      const clone = path.join(scratch, folder);
      console.log(`Building ${commit.slice(0, 12)} in ${JSON.stringify(folder)}, ${env.ANOTHER_DAY} days from now, ${env.TZ} …`);
      run('git', ['clone', '--quiet', '--no-checkout', root, clone], scratch);
      run('git', ['checkout', '--quiet', '--detach', commit], clone);
      run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], clone);
      run(process.execPath, [path.join('scripts', 'package.mjs')], clone, { ...env, NODE_OPTIONS: `--import=${clock}` });
      return filesIn(path.join(clone, 'dist'));
    });
    if (first === undefined || second === undefined) throw new Error('two builds');
    const different = await differingFiles(first, second);
    if (different.length > 0) throw new SetUpError(`The two builds differ:\n${different.map((line) => `  ${line}`).join('\n')}`);
    fs.rmSync(to, { recursive: true, force: true });
    fs.mkdirSync(to, { recursive: true });
    for (const [name, bytes] of first) fs.writeFileSync(path.join(to, name), bytes);
    console.log(`\nBoth are the same, byte for byte. In ${path.relative(root, to)}${path.sep}:\n`);
    console.log(fs.readFileSync(path.join(to, 'SHA256SUMS'), 'utf8').trim());
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {string} cwd
 * @param {Record<string, string>} [env]
 */
function run(program, args, cwd, env = {}) {
  const shell = process.platform === 'win32' && program === 'npm';
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', shell, env: { ...process.env, ...env } });
  if (status !== 0) throw new SetUpError(`${program} ${args.join(' ')} failed:\n${stdout ?? ''}${stderr ?? ''}`);
  return stdout;
}
