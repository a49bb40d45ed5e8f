/** Draws the icon's PNGs out of its two SVGs: `npx tsx scripts/icons.ts`. */
import { mkdir, readFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
await mkdir('public/icon', { recursive: true });
for (const size of [16, 32, 48, 96, 128]) {
  const svg = await readFile(size < 48 ? 'assets/icon-small.svg' : 'assets/icon.svg', 'utf8');
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
  await page.screenshot({ path: `public/icon/${size}.png`, omitBackground: true });
  await page.close();
}
await browser.close();
