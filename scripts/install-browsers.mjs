// @ts-check
/**
 * Finds the browsers the tests and `npm start` need, and installs Debian's where that is ours to do. By hand: `node
 * scripts/install-browsers.mjs [chromium] [firefox]`
 */
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { findBrowser } from './browsers.mjs';
import { command, must, SetUpError } from './set-up.mjs';

/** @typedef {import('./browsers.mjs').BrowserKind} BrowserKind */

/** @type {Record<BrowserKind, string>} */
const debianPackage = { chromium: 'chromium', firefox: 'firefox-esr' };

/** @param {string} program */
const has = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;

/**
 * @param {BrowserKind[]} kinds
 * @param {{ prompts?: boolean }} [also] prompts: what it takes to answer Chromium's real permission prompt (a display and keys)
 */
export function installBrowsers(kinds, { prompts = false } = {}) {
  const missing = kinds.filter((kind) => !findBrowser(kind));
  const packages = missing.map((kind) => debianPackage[kind]);
  if (prompts && process.platform === 'linux' && !has('xdotool')) packages.push('xdotool');
  if (prompts && process.platform === 'linux' && !hasXvfb()) packages.push('xvfb');
  if (packages.length === 0) return;
  const mayInstall = process.getuid?.() === 0 && has('apt-get');
  if (!mayInstall) {
    const how = has('apt-get') ? `sudo apt-get install ${packages.join(' ')}` : `install ${packages.join(', ')}`;
    const or = missing.length > 0 ? `, or name one that is there: ${missing.map((kind) => `${kind.toUpperCase()}=/path/to/${kind}`).join(' ')}` : '';
    throw new SetUpError(`Missing: ${packages.join(', ')}. Run: ${how}${or}`);
  }
  process.stderr.write(`Installing ${packages.join(', ')} …\n`);
  process.env.DEBIAN_FRONTEND = 'noninteractive';
  const sorry = `apt-get could not install ${packages.join(', ')}; it says why above.`;
  must('apt-get', ['update', '-qq'], sorry);
  // Fonts, because the browsers depend on none and pictures without letters say little.
  must('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages, 'fonts-dejavu-core'], sorry);
  const still = kinds.filter((kind) => !findBrowser(kind));
  if (still.length > 0) throw new SetUpError(`${still.join(' and ')} is still missing after installing ${packages.join(', ')}.`);
}

/** `-help` is the one question it answers without starting a display. */
const hasXvfb = () => spawnSync('Xvfb', ['-help'], { stdio: 'ignore' }).error === undefined;

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const asked = /** @type {BrowserKind[]} */ (process.argv.slice(2).filter((word) => word === 'chromium' || word === 'firefox'));
  await command(() => installBrowsers(asked.length > 0 ? asked : ['chromium', 'firefox'], { prompts: true }));
}
