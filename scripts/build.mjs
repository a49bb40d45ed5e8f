// @ts-check
/**
 * `npm run build`: the extension for Chrome and Firefox, in .output/chrome-mv3 and .output/firefox-mv3. Set-up
 * included.
 */
import { binary, command, must, setUp } from './set-up.mjs';

export function buildBoth() {
  for (const browser of ['chrome', 'firefox'])
    must(process.execPath, [binary('wxt'), 'build', '-b', browser], `The extension for ${browser} could not be built; wxt says why above.`);
}

if (process.argv[1]?.endsWith('build.mjs')) {
  await command(() => {
    setUp();
    buildBoth();
    console.log('\nBuilt: .output/chrome-mv3 for Chrome and Chromium, .output/firefox-mv3 for Firefox.');
  });
}
