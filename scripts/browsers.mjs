// @ts-check
/** Where the two browsers are on this machine. */
import fs from 'node:fs';
import path from 'node:path';

/** @typedef {'chromium' | 'firefox'} BrowserKind */

/**
 * Chromium first: the Google build has stopped taking an extension from the command line (since 137). @type
 * {Record<BrowserKind, string[]>}
 */
const names = {
  chromium: ['chromium', 'chromium-browser', 'google-chrome-for-testing', 'google-chrome', 'google-chrome-stable'],
  // The stable Firefox refuses an unsigned extension; ESR, Developer Edition and Nightly take it.
  firefox: ['firefox-esr', 'firefox-developer-edition', 'firefox-nightly', 'firefox'],
};

/** @type {Record<BrowserKind, string[]>} */
const usualPlaces = {
  chromium: ['/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/snap/bin/chromium'],
  firefox: [
    '/Applications/Firefox Developer Edition.app/Contents/MacOS/firefox',
    '/Applications/Firefox Nightly.app/Contents/MacOS/firefox',
    '/Applications/Firefox.app/Contents/MacOS/firefox',
  ],
};

/**
 * The browser named by CHROMIUM or FIREFOX, else the first one found.
 * @param {BrowserKind} kind
 * @returns {string | undefined}
 */
export function findBrowser(kind) {
  const named = process.env[kind === 'chromium' ? 'CHROMIUM' : 'FIREFOX'];
  if (named) return named;
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/bin', '/usr/local/bin'];
  const candidates = [...names[kind].flatMap((name) => folders.map((folder) => path.join(folder, name))), ...usualPlaces[kind]];
  return candidates.find((file) => fs.existsSync(file));
}

/**
 * @param {BrowserKind} kind
 * @returns {string}
 */
export function browserPath(kind) {
  const found = findBrowser(kind);
  if (!found) throw new Error(`No ${kind} found. Run: node scripts/install-browsers.mjs ${kind}`);
  return found;
}
