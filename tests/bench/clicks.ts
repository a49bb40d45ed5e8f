/**
 * Clicks counted in an end-to-end run, beside those of doing it by hand. A run leaves them in `.practice/clicks.json`:
 * `{ "runs": [{ "browser": "firefox", "way": "guided", "clicks": 20, "setUp": 3, "signIns": 2, "fileDialogs": 0,
 * "passwords": 1 }] }`
 */
import fs from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';

/** Counted from Mastodon 4.6's pages: seven exports, uploads and confirmations, alias and move. */
const BY_HAND = { clicks: 68, fileDialogs: 14 };
const AT_MOST = { guided: 22, 'import all': 10 } as const;
const FILE = path.join('.practice', 'clicks.json');

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const clicksSchema = v.object({
  runs: v.array(
    v.object({
      browser: v.string(),
      way: v.picklist(['guided', 'import all']),
      /** From both accounts named and access given, to the last import confirmed and the move made. */
      clicks: count,
      /** Naming the accounts and giving access: shown beside, not in the sum. */
      setUp: count,
      /** At the two servers, with a password each: shown beside, as nobody counted them among the 68. */
      signIns: count,
      fileDialogs: count,
      /** Typed for the move itself. */
      passwords: count,
    }),
  ),
});

export function clickLines(root: string): string[] {
  const file = path.join(root, FILE);
  if (!fs.existsSync(file)) return [`No count yet: ${FILE} is left by the end-to-end runs (npm test). By hand it takes ${BY_HAND.clicks} clicks.`];
  const parsed = v.safeParse(clicksSchema, JSON.parse(fs.readFileSync(file, 'utf8')));
  if (!parsed.success) return [`${FILE} is not as tests/bench/clicks.ts describes it: ${v.flatten(parsed.issues).root?.[0] ?? parsed.issues[0].message}`];
  return parsed.output.runs.map(({ browser, way, clicks, setUp, signIns, fileDialogs, passwords }) => {
    const verdict = clicks <= AT_MOST[way] ? `within ${AT_MOST[way]}` : `MORE THAN ${AT_MOST[way]}`;
    const dialogs = `${fileDialogs} file dialogs (by hand ${BY_HAND.fileDialogs})`;
    const beside = `naming and access: ${setUp} clicks; sign-ins: ${signIns}`;
    return `${browser}, ${way}: ${clicks} clicks, ${verdict}, by hand ${BY_HAND.clicks}; ${dialogs}; passwords typed: ${passwords}; ${beside}`;
  });
}
