// @ts-check
/**
 * `npm run pictures`: every picture of README.md, in assets/pictures: a whole walk, and what the browsers
 * show while the extension is installed; and what the stores show, in store/. `npm run pictures -- install`, `-- walk`
 * or `-- store` makes one kind.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { buildBoth } from './build.mjs';
import { installBrowsers } from './install-browsers.mjs';
import { binary, command, root, SetUpError, setUp } from './set-up.mjs';

const folder = path.join(root, 'assets', 'pictures');
const kinds = /** @type {const} */ ({ walk, install, store });

await command(() => {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((word) => !(word in kinds));
  if (unknown.length > 0) throw new SetUpError(`There are no pictures called ${unknown.join(', ')}. npm run pictures -- [walk] [install] [store]`);
  setUp();
  for (const [kind, make] of Object.entries(kinds)) if (wanted.length === 0 || wanted.includes(kind)) make();
});

function walk() {
  run([path.join('scripts', 'start.mjs'), '--headless', '--pictures', folder]);
}

/** Made by the test that installs a release's file, so that they show what was tried. */
function install() {
  installBrowsers(['chromium', 'firefox']);
  buildBoth();
  const projects = ['chromium', 'firefox'].flatMap((browser) => ['--project', browser]);
  run([binary('vitest'), 'run', ...projects, 'tests/e2e/release.e2e.ts'], { INSTALL_PICTURES: folder });
}

/** In every language, at the stores' own sizes. */
function store() {
  installBrowsers(['chromium']);
  buildBoth();
  run(['--import', 'tsx', path.join('scripts', 'store-pictures.ts')]);
}

/** @param {string[]} args @param {Record<string, string>} [env] */
function run(args, env = {}) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  if (status !== 0) throw new SetUpError('The pictures could not be made; what ran last says why above.');
}
