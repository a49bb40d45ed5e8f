/** What axe finds wrong with a page as it is shown now. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Axe {
  run(where: unknown, options: unknown): Promise<{ violations: { id: string; nodes: { target: unknown; html: string }[] }[] }>;
}

/**
 * The scripts of an extension's page are its own alone, and the driver's are let in. `within`: only what is ours of a
 * server's page.
 */
export async function axeProblems(page: Page, within: string | null): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async (within) => {
    const { axe } = globalThis as unknown as { axe: Axe };
    const { violations } = await axe.run(within ?? document, { resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  }, within);
}
