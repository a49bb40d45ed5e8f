// @ts-check
/**
 * `npm run package`: builds both browsers and leaves the release files in dist/, with their checksums. Made twice, they
 * are the same, byte for byte.
 * `npm run package -- --twice`: makes them of two clean clones, and leaves them only when both are the same.
 * `npm run verify -- FILE`: whether a release file is what this tree builds, and what differs.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { buildBoth } from './build.mjs';
import { command, root, SetUpError, setUp } from './set-up.mjs';

const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
const outputs = { chrome: '.output/chrome-mv3', firefox: '.output/firefox-mv3' };

await command(async () => {
  const [flag, file] = process.argv.slice(2);
  if (flag === '--verify' && !file)
    throw new SetUpError('Which file? npm run verify -- FILE, with a file of a release: the .zip for Chrome or the .xpi for Firefox.');
  if (flag === '--verify' && file && !fs.existsSync(file)) throw new SetUpError(`There is no file ${file}.`);
  setUp();
  if (flag === '--twice') {
    await (await import('./twice.mjs')).packTwice(path.join(root, 'dist'));
    return;
  }
  buildBoth();
  if (flag === '--verify' && file) await verify(file);
  else await pack();
});

async function pack() {
  const { filesIn, filesNamed, sha256, zipOf } = await import('./release-zip.mjs');
  const dist = path.join(root, 'dist');
  fs.rmSync(dist, { recursive: true, force: true });
  fs.mkdirSync(dist);
  const sources = sourceNames();
  const made = {
    [`transhumance-${version}-licences.txt`]: licences(),
    [`transhumance-${version}-chrome.zip`]: await zipOf(filesIn(path.join(root, outputs.chrome))),
    [`transhumance-${version}-firefox.xpi`]: await zipOf(filesIn(path.join(root, outputs.firefox))),
    ...(sources === null ? {} : { [`transhumance-${version}-sources.zip`]: await zipOf(filesNamed(root, sources)) }),
  };
  const sums = Object.entries(made).map(([name, bytes]) => {
    fs.writeFileSync(path.join(dist, name), bytes);
    return `${sha256(bytes)}  ${name}\n`;
  });
  fs.writeFileSync(path.join(dist, 'SHA256SUMS'), sums.join(''));
  console.log(`\nIn dist${path.sep}:`);
  for (const [name, bytes] of Object.entries(made)) console.log(`  ${name.padEnd(36)} ${(bytes.length / 1000).toFixed(0).padStart(6)} kB`);
  console.log('  SHA256SUMS');
  if (sources === null) console.log('\nThe sources are left out: they are listed by git, and this is no git checkout.');
}

/** Of what is bundled, as it lies in both (modules/licences.ts). @returns {Uint8Array} */
function licences() {
  const [chrome, firefox] = Object.values(outputs).map((folder) => fs.readFileSync(path.join(root, folder, 'licences.txt')));
  if (!chrome || !firefox?.equals(chrome)) throw new SetUpError('The two extensions name other packages in their licences.txt.');
  return new Uint8Array(chrome);
}

/** @param {string} file */
async function verify(file) {
  const { differences, filesIn } = await import('./release-zip.mjs');
  const release = new Uint8Array(fs.readFileSync(file));
  const kinds = /** @type {const} */ (['chrome', 'firefox']);
  const results = await Promise.all(kinds.map(async (kind) => ({ kind, found: await differences(release, filesIn(path.join(root, outputs[kind]))) })));
  const [best] = results.sort((a, b) => a.found.length - b.found.length);
  if (best === undefined || best.found.length > 0) {
    const list = best?.found.map((line) => `  ${line}`).join('\n') ?? '';
    throw new SetUpError(`${path.basename(file)} is not what this tree builds${best ? ` for ${best.kind}` : ''}:\n${list}`);
  }
  console.log(`\n${path.basename(file)} is exactly what this tree builds for ${best.kind}.`);
}

/** What git keeps, so that nothing of this machine gets in. @returns {string[] | null} */
function sourceNames() {
  const { status, stdout } = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.split('\0').filter((name) => name !== '' && fs.existsSync(path.join(root, name))) : null;
}
