// @ts-check
/**
 * What `web-ext lint`, the linter of addons.mozilla.org, says about the built extension: no error, and no warning but
 * those whose reason stands in docs/reviewing.md. The last line is "N passed, N failed".
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { binary, command, root } from './set-up.mjs';

/**
 * What is neither explained nor gone, and what is explained and gone, in plain words.
 * @param {{ errors: Finding[], warnings: Finding[] }} said
 * @param {string} page
 * @typedef {{ code: string, file?: string, message: string }} Finding
 */
export function unexplained({ errors, warnings }, page) {
  const left = [...page.matchAll(/^\| `([A-Z_]{5,})` \|/gm)].map(([, code]) => code);
  const found = errors.map(({ code, file, message }) => `error ${code} in ${file}: ${message}`);
  for (const { code, file, message } of warnings) {
    const at = left.indexOf(code);
    if (at === -1) found.push(`warning ${code} in ${file}: ${message}. Mend it, or say in docs/reviewing.md why it is there.`);
    else left.splice(at, 1);
  }
  return [...found, ...left.map((code) => `docs/reviewing.md explains ${code} once more than it is said.`)];
}

if (process.argv[1]?.endsWith('store-lint.mjs')) {
  await command(() => {
    const args = [binary('web-ext'), 'lint', '--no-config-discovery', '--output', 'json', '--source-dir', path.join('.output', 'firefox-mv3')];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 1e8 });
    if (!stdout.startsWith('{')) throw new Error(`web-ext lint told nothing:\n${stdout}${stderr}`);
    const found = unexplained(JSON.parse(stdout), fs.readFileSync(path.join(root, 'docs', 'reviewing.md'), 'utf8'));
    for (const line of found) console.log(line);
    console.log(found.length === 0 ? '1 passed, 0 failed' : `0 passed, ${found.length} failed`);
    process.exitCode = found.length === 0 ? 0 : 1;
  });
}
