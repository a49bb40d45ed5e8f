/**
 * Puts the card beside a field at every edge of the window, in both browsers, under Mastodon's Content-Security-Policy (pages.md 3.5), and says
 * where it landed. Fails when the card covers its control, leaves the window, or when the ring is not round the control.
 *
 *   npx tsx scripts/placement.ts [folder for pictures]
 */
import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type Browser, chromium, firefox } from 'playwright-core';

const out = process.argv[2] ?? '.output/gallery/placement';
const policy =
  "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; script-src 'self'; style-src 'self' 'nonce-never'; img-src 'self' data: blob:; form-action 'self'";

interface Place {
  name: string;
  window: [number, number];
  at: { left: string; top: string; width: string };
  more?: string;
  /** How far the page is scrolled once the card is up. */
  scroll?: number;
  /** There is no room beside, above or below: the corner is all that is left. */
  cramped?: boolean;
  /** The control is out of sight: the card waits in the corner. */
  away?: boolean;
}
const wide: [number, number] = [1280, 800];
const places: readonly Place[] = [
  { name: 'middle', window: wide, at: { left: '400px', top: '300px', width: '400px' } },
  { name: 'top-start', window: wide, at: { left: '0px', top: '0px', width: '300px' } },
  { name: 'top-end', window: wide, at: { left: '980px', top: '0px', width: '300px' } },
  { name: 'bottom-start', window: wide, at: { left: '0px', top: '760px', width: '300px' } },
  { name: 'bottom-end', window: wide, at: { left: '980px', top: '760px', width: '300px' } },
  { name: 'full-width', window: wide, at: { left: '0px', top: '500px', width: '1280px' } },
  { name: 'full-width-top', window: wide, at: { left: '0px', top: '0px', width: '1280px' } },
  { name: 'settings-column', window: wide, at: { left: '265px', top: '330px', width: '700px' } },
  { name: 'phone', window: [320, 640], at: { left: '16px', top: '380px', width: '288px' } },
  { name: 'phone-top', window: [320, 640], at: { left: '16px', top: '20px', width: '288px' } },
  { name: 'phone-folded', window: [320, 640], at: { left: '16px', top: '300px', width: '288px' }, more: 'folded=yes' },
  { name: 'phone-cramped', window: [320, 360], at: { left: '16px', top: '150px', width: '288px' }, cramped: true },
  { name: 'rtl-middle', window: wide, at: { left: '400px', top: '300px', width: '400px' }, more: 'dir=rtl' },
  { name: 'rtl-column', window: wide, at: { left: '315px', top: '330px', width: '700px' }, more: 'dir=rtl' },
  { name: 'long-page', window: wide, at: { left: '400px', top: '1700px', width: '400px' }, more: 'page=4000px', scroll: 1500 },
  { name: 'long-page-edge', window: wide, at: { left: '0px', top: '2290px', width: '1260px' }, more: 'page=4000px', scroll: 1540 },
  { name: 'scrolled-away', window: wide, at: { left: '400px', top: '100px', width: '400px' }, more: 'page=4000px', scroll: 1500, away: true },
  { name: 'back-in-sight', window: wide, at: { left: '0px', top: '1700px', width: '1260px' }, more: 'page=4000px', scroll: 950 },
  { name: 'half-in-sight', window: wide, at: { left: '0px', top: '1700px', width: '1260px' }, more: 'page=4000px', scroll: 920 },
  { name: 'below-the-fold', window: wide, at: { left: '400px', top: '1700px', width: '400px' }, more: 'page=4000px', away: true },
  { name: 'no-control', window: wide, at: { left: '400px', top: '300px', width: '400px' }, more: 'corner=yes&card=import.runs', away: true },
  { name: 'dark', window: wide, at: { left: '400px', top: '300px', width: '400px' }, more: 'theme=dark&filled=yes' },
  { name: 'hostile', window: wide, at: { left: '400px', top: '300px', width: '400px' }, more: 'card=alias.hostile' },
  { name: 'hostile-phone', window: [320, 640], at: { left: '16px', top: '480px', width: '288px' }, more: 'card=alias.hostile' },
];

const script = await build({
  entryPoints: ['scripts/gallery/overlay.tsx'],
  bundle: true,
  write: false,
  jsx: 'automatic',
  jsxImportSource: 'preact',
  // What the guide gets from Vite's `?inline`.
  plugins: [
    {
      name: 'css-as-text',
      setup(plugin) {
        plugin.onResolve({ filter: /\.css\?inline$/ }, ({ path, resolveDir }) => ({
          path: join(resolveDir, path.replace('?inline', '')),
          namespace: 'inline',
        }));
        plugin.onLoad({ filter: /./, namespace: 'inline' }, async ({ path }) => {
          const bundled = await build({ entryPoints: [path], bundle: true, write: false });
          return { contents: bundled.outputFiles[0]?.text ?? '', loader: 'text' };
        });
      },
    },
  ],
});
const files = new Map<string, [string, string]>([
  ['/', ['text/html', await readFile('scripts/gallery/overlay.html', 'utf8')]],
  ['/overlay.js', ['text/javascript', script.outputFiles[0]?.text ?? '']],
  ['/overlay-page.css', ['text/css', await readFile('scripts/gallery/overlay-page.css', 'utf8')]],
]);
const server = createServer((request, response) => {
  const [type, text] = files.get(new URL(request.url ?? '/', 'http://localhost').pathname) ?? ['text/plain', ''];
  response.writeHead(text === '' ? 404 : 200, { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': policy });
  response.end(text);
});
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
await mkdir(out, { recursive: true });

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}
const covers = (a: Box, b: Box) => a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;

let wrong = 0;
async function measure(browser: Browser, name: string) {
  for (const place of places) {
    const page = await browser.newPage({ viewport: { width: place.window[0], height: place.window[1] } });
    const trouble: string[] = [];
    // Driving Firefox adds a style to every page, an empty one too, which the policy refuses; its hash tells it from ours.
    const heard = (text: string) => text.includes('sha256-YjaKGiklmzC6wjXA513HAMmzus8VE61XCOT+SmwNZWA=') || trouble.push(text);
    page.on('pageerror', (error) => heard(error.message));
    page.on('console', (line) => line.type() === 'error' && heard(line.text()));
    await page.goto(`${base}?${new URLSearchParams(place.at)}&${place.more ?? ''}`);
    if (place.scroll !== undefined) {
      await page.evaluate((top) => window.scrollTo(0, top), place.scroll);
    }
    // The first frame scrolls, the second tells the observer, the third has placed anew.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(drawn)))));
    const [card, ring, field] = (await page.evaluate(() => {
      const root = document.querySelector('trail-card')?.shadowRoot;
      return [root?.querySelector('#card'), root?.querySelector('#ring'), document.querySelector('input')].map((element) => {
        const { left, top, right, bottom } = element?.getBoundingClientRect() ?? new DOMRect();
        return { left, top, right, bottom };
      });
    })) as [Box, Box, Box];
    const inside = card.left >= 0 && card.top >= 0 && card.right <= place.window[0] && card.bottom <= place.window[1];
    if (!inside) trouble.push('card leaves the window');
    if (!place.cramped && covers(card, field)) trouble.push('card covers its control');
    if (!place.away && (Math.abs(field.left - 6 - ring.left) > 1 || Math.abs(field.bottom + 6 - ring.bottom) > 1))
      trouble.push('ring is not round the control');
    await page.screenshot({ path: `${out}/${name}-${place.name}.png` });
    const where = `card ${[card.left, card.top, card.right, card.bottom].map(Math.round)} field ${[field.left, field.top, field.right, field.bottom].map(Math.round)}`;
    process.stdout.write(`${trouble.length === 0 ? 'ok   ' : 'WRONG'} ${name} ${place.name}: ${where} ${trouble.join('; ')}\n`);
    wrong += trouble.length === 0 ? 0 : 1;
    await page.close();
  }
  await browser.close();
}
await measure(await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] }), 'chromium');
await measure(await firefox.launch({ channel: 'moz-firefox', executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr' }), 'firefox');
server.close();
process.exitCode = wrong === 0 ? 0 : 1;
