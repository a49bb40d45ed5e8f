// @ts-check
/**
 * `npm run review`: for a store's reviewer. Tells the steps of docs/reviewing.md that use every permission, then does
 * what `npm start` does, with the same options.
 */
import fs from 'node:fs';
import path from 'node:path';
import { root } from './set-up.mjs';

const page = fs.readFileSync(path.join(root, 'docs', 'reviewing.md'), 'utf8');
const steps = [...page.matchAll(/^\d\. .+$/gm)].map(([step]) => step.replaceAll('`', ''));
console.log(`Every permission is used by these steps:\n\n${steps.join('\n\n')}\n`);
await import('./start.mjs');
