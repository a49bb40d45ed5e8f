/**
 * The budgets of ARCHITECTURE.md, gzip, for both browsers. A page counts with everything it loads by itself: its scripts, what they import,
 * its styles. What a page imports on demand (csv-parse, jszip, zip.js) is not in the budget.
 */
import fs from 'node:fs';
import path from 'node:path';

/** @param {string} text @param {RegExp} pattern */
const allOf = (text, pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? '');

/** Built code is minified: `import{a}from"./b.js"`, `import"./b.js"`, `export{a}from"./b.js"`. A call, `import("./b.js")`, is on demand. */
const staticImports = /(?:\bfrom|\bimport)\s*["']([^"']+\.js)["']/g;
const loadedByPage = /<(?:script|link)\b[^>]*?\b(?:src|href)="([^"]+\.(?:js|css))"/g;

/** @param {string} output @param {string} file @param {Set<string>} found @returns {Set<string>} */
function withImports(output, file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  const text = fs.readFileSync(path.join(output, file), 'utf8');
  const imports = file.endsWith('.html') ? allOf(text, loadedByPage) : file.endsWith('.js') ? allOf(text, staticImports) : [];
  for (const name of imports) withImports(output, name.startsWith('/') ? name.slice(1) : path.join(path.dirname(file), name), found);
  return found;
}

const budgets = { 'watch.js': '5 kB', 'guide.js': '12.5 kB', 'background.js': '97 kB', 'popup.html': '63.5 kB', 'start.html': '61.5 kB' };

export default ['chrome-mv3', 'firefox-mv3'].flatMap((browser) =>
  Object.entries(budgets).map(([file, limit]) => ({
    name: `${browser} ${file}`,
    path: [...withImports(path.join('.output', browser), file)].map((name) => path.join('.output', browser, name)),
    limit,
    gzip: true,
  })),
);
