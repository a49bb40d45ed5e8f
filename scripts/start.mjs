// @ts-check
/**
 * `npm start`: a real browser with the extension in it, beside practice servers, so that anybody can walk through a
 * whole move.
 *   npm start                          opens a browser for you
 *   npm start -- --browser firefox     or chromium, the default
 *   npm start -- --headless            walks by itself and leaves a picture of every stop
 *   npm start -- --headless --pictures FOLDER
 */
import { parseArgs } from 'node:util';
import { findBrowser } from './browsers.mjs';
import { installBrowsers } from './install-browsers.mjs';
import { binary, command, mustQuietly, runTypeScript, SetUpError, setUp } from './set-up.mjs';

await command(async () => {
  const { browser, headless, pictures } = options();
  setUp();
  const kind = browser ?? (findBrowser('chromium') || !findBrowser('firefox') ? 'chromium' : 'firefox');
  installBrowsers([kind]);
  const target = kind === 'chromium' ? 'chrome' : 'firefox';
  mustQuietly(
    'Building the extension: some ten seconds',
    process.execPath,
    [binary('wxt'), 'build', '-b', target],
    'The extension could not be built; wxt says why above.',
  );
  const alone = headless || !hasDisplay();
  if (alone && !headless) console.log('There is no display here, so the browser runs headless and walks by itself.\n');
  process.exitCode = await runTypeScript('scripts/practice.ts', [kind, alone ? 'headless' : 'shown', ...(pictures ? [pictures] : [])]);
});

/**
 * @returns {{ browser: import('./browsers.mjs').BrowserKind | undefined, headless: boolean, pictures: string |
 * undefined }}
 */
function options() {
  const usage = 'npm start -- [--headless] [--browser chromium|firefox] [--pictures FOLDER]';
  try {
    const { values } = parseArgs({ options: { browser: { type: 'string' }, headless: { type: 'boolean', default: false }, pictures: { type: 'string' } } });
    const { browser } = values;
    if (browser !== undefined && browser !== 'chromium' && browser !== 'firefox') throw new TypeError(`There is no browser called ${browser} here.`);
    return { browser, headless: values.headless === true, pictures: values.pictures };
  } catch (error) {
    if (error instanceof TypeError) throw new SetUpError(`${error.message}\n${usage}`);
    throw error;
  }
}

function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}
