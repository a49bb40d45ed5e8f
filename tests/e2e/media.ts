/** How a person has their system: in the dark, with colours of their own, without motion. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { type Browser, inFirefoxWindow } from './browser';

export interface System {
  scheme?: 'light' | 'dark';
  hasOwnColours?: boolean;
  isStill?: boolean;
}

/** The page is drawn so when this resolves. Firefox's driver has no say in it; its settings have. */
export async function systemIs(browser: Browser, page: Page, { scheme = 'light', hasOwnColours = false, isStill = false }: System): Promise<void> {
  if (browser.kind === 'chromium') {
    await page.emulateMedia({
      colorScheme: scheme,
      forcedColors: hasOwnColours ? 'active' : 'none',
      reducedMotion: isStill ? 'reduce' : 'no-preference',
    });
  } else {
    const prefs = {
      'layout.css.prefers-color-scheme.content-override': scheme === 'dark' ? 0 : 1,
      'browser.display.document_color_use': hasOwnColours ? 2 : 1,
      'ui.prefersReducedMotion': isStill ? 1 : 0,
    };
    const set = Object.entries(prefs).map(([name, value]) => `Services.prefs.setIntPref(${JSON.stringify(name)}, ${value});`);
    await inFirefoxWindow(browser.context)(`(() => { ${set.join(' ')} })()`);
  }
  const wanted = { dark: scheme === 'dark', own: hasOwnColours, still: isStill };
  await expect
    .poll(() =>
      page.evaluate(() => ({
        dark: matchMedia('(prefers-color-scheme: dark)').matches,
        own: matchMedia('(forced-colors: active)').matches,
        still: matchMedia('(prefers-reduced-motion: reduce)').matches,
      })),
    )
    // In colours of their own, dark or light is theirs, too.
    .toMatchObject(hasOwnColours ? { own: true, still: wanted.still } : wanted);
}
