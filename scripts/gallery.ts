/**
 * Pictures of every component at work, to look at: both browsers, light and dark, English and French, narrow, zoomed, from the right.
 * The pages are served under the extension's own Content-Security-Policy; whatever it refuses is said, and so is what sticks out of the window.
 *
 *   npx tsx scripts/gallery.ts [scene name or its beginning]      pictures in .output/gallery
 */
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { type Browser, chromium, firefox } from 'playwright-core';

const out = '.output/gallery';
const only = process.argv[2] ?? '';
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'";

const built = await build({
  entryPoints: { scenes: 'scripts/gallery/scenes.tsx', popup: 'assets/popup.css', start: 'assets/start.css' },
  bundle: true,
  write: false,
  outdir: '/',
  jsx: 'automatic',
  jsxImportSource: 'preact',
});
const files = new Map(built.outputFiles.map((file) => [file.path.split(/[\\/]/).at(-1) ?? '', file.text]));
const page = (kind: string) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Gallery</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/${kind}.css"></head><body><script src="/scenes.js"></script></body></html>`;
const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const file = files.get(pathname.slice(1));
  const type = pathname.endsWith('.css') ? 'text/css' : pathname.endsWith('.js') ? 'text/javascript' : 'text/html';
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': policy });
  response.end(file ?? page(searchParams.get('scene')?.startsWith('popup') ? 'popup' : 'start'));
});
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
await mkdir(out, { recursive: true });

interface Look {
  name: string;
  query: string;
  width?: number;
  zoom?: number;
}
const usual: readonly Look[] = [
  { name: 'light', query: 'theme=light' },
  { name: 'dark', query: 'theme=dark' },
];
const all: readonly Look[] = [
  ...usual,
  { name: 'fr', query: 'lang=fr' },
  { name: 'narrow', query: 'lang=fr', width: 320 },
  { name: 'zoomed', query: 'theme=light', zoom: 2 },
  { name: 'rtl', query: 'dir=rtl' },
  { name: 'forced', query: 'theme=light' },
  { name: 'paper', query: 'theme=dark' },
];

async function show(browser: Browser, kind: string, looks: readonly Look[]) {
  const first = await browser.newPage();
  await first.goto(base);
  const scenes = ((await first.locator('pre').textContent()) ?? '').split('\n').filter((name) => name.startsWith(only));
  await first.close();
  for (const scene of scenes) {
    for (const { name, query, width, zoom = 1 } of looks) {
      const isPopup = scene.startsWith('popup');
      const window = { width: Math.round((width ?? (isPopup ? 368 : 1000)) / (isPopup ? 1 : zoom)), height: isPopup ? 600 : 400 };
      const context = await browser.newContext({ viewport: window, deviceScaleFactor: zoom, forcedColors: name === 'forced' ? 'active' : 'none' });
      const tab = await context.newPage();
      const trouble: string[] = [];
      // Driving Firefox adds a style to every page, an empty one too, which the policy refuses; its hash tells it from ours.
      const heard = (text: string) => text.includes('sha256-YjaKGiklmzC6wjXA513HAMmzus8VE61XCOT+SmwNZWA=') || trouble.push(text);
      tab.on('pageerror', (error) => heard(error.message));
      tab.on('console', (line) => line.type() === 'error' && heard(line.text()));
      if (name === 'paper') await tab.emulateMedia({ media: 'print' });
      await tab.goto(`${base}?scene=${scene}&${query}`);
      const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) trouble.push(`${wide} px stick out of the window`);
      await tab.screenshot({ path: `${out}/${scene}.${kind}-${name}.png`, fullPage: true });
      if (trouble.length > 0) {
        process.exitCode = 1;
        process.stdout.write(`${kind} ${scene} ${name}: ${trouble.join('; ')}\n`);
      }
      await context.close();
    }
  }
  await browser.close();
}
await show(await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] }), 'chromium', all);
await show(await firefox.launch({ channel: 'moz-firefox', executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr' }), 'firefox', usual);
server.close();
