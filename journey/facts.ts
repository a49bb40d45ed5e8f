/**
 * What a settings page can tell us, as plain data. `mastodon/pages` produces these, `reduce` folds them into the plan.
 * They come from a page, so the background checks them against these schemas at its door.
 */
import * as v from 'valibot';
import { wholeNumber as count, shortText as text } from './values';

export const accountStatuses = ['functional', 'moved', 'pending', 'unconfirmed'] as const;

/**
 * What keeps an account from working though no warning of the page says which: `second-factor`, which its role owes,
 * and until then little else opens (4.6+); `suspended`: its lists can still be exported, and nothing else (4.0-4.8);
 * `closing`: the server is being shut down, and knows no alias, move or import any more (4.3+).
 */
export const hindrances = ['second-factor', 'suspended', 'closing'] as const;
export type Hindrance = (typeof hindrances)[number];

/** `user@domain` as the page shows it: no leading `@`, domain in Unicode or ASCII. Compare with `sameHandle`. */
const handleText = v.pipe(v.string(), v.maxLength(600));
/** Far more than any account has, and few enough to store. */
const some = <Item extends v.GenericSchema>(item: Item) => v.pipe(v.array(item), v.maxLength(500));
const counts = v.pipe(v.record(text, count), v.maxEntries(50));

const signedInSchema = v.object({
  /** `user@domain`; the domain is the server's handle domain, which may differ from its web host. */
  handle: handleText,
  id: text,
  /**
   * False while the e-mail is unconfirmed, approval is pending, or the account redirects elsewhere (docs/mastodon.md,
   * Who is signed in).
   */
  functional: v.boolean(),
  movedTo: v.nullable(handleText),
});
export type SignedIn = v.InferOutput<typeof signedInSchema>;

const serverSoftwareSchema = v.object({
  /** `mastodon/mastodon`, `glitch-soc/mastodon`, …: `meta.repository`. */
  repository: v.nullable(text),
  version: text,
  locale: text,
});
export type ServerSoftware = v.InferOutput<typeof serverSoftwareSchema>;

const proof = v.picklist(['password', 'username']);

const aliasesFacts = v.object({
  /** As typed by the person who made them, newest first. */
  aliases: some(handleText),
  ids: some(count),
  /** `acct`: the field was refused; `general`: only the general alert (the alias exists, docs/mastodon.md, Aliases). */
  error: v.nullable(v.picklist(['acct', 'general'])),
  notice: v.boolean(),
  typed: v.nullable(text),
});

const migrationFacts = v.object({
  cooldown: v.boolean(),
  /** Days left, read from the number in the hint; null when it shows none or several. */
  cooldownDays: v.fallback(v.nullable(v.pipe(count, v.maxValue(365))), null),
  proof,
  redirectingTo: v.nullable(handleText),
  pastMigrations: count,
  past: some(v.object({ target: handleText, followers: v.nullable(count), at: v.nullable(text) })),
  errorField: v.nullable(v.picklist(['acct', 'proof'])),
  notice: v.boolean(),
  typed: v.nullable(text),
});

const redirectNewFacts = v.object({ proof, errorField: v.nullable(v.picklist(['acct', 'proof'])), typed: v.nullable(text) });

const exportFacts = v.object({
  /**
   * By row; `null` where the page's number could not be read. Keys: the list kinds, plus `statuses` and `followers`.
   */
  counts,
  csv: some(text),
  json: some(text),
  archive: v.picklist(['requestable', 'in-progress', 'ready']),
  canRequest: v.boolean(),
  archives: some(v.object({ id: v.nullable(count), ready: v.boolean(), created: v.nullable(text) })),
});

export const recentImportSchema = v.object({
  /** Null where the markup gives none: 4.2 rows that are not links. */
  id: v.nullable(count),
  state: v.picklist(['unconfirmed', 'pending', 'finished']),
  imported: count,
  total: count,
  failures: count,
  failuresUrl: v.nullable(text),
});
export type RecentImport = v.InferOutput<typeof recentImportSchema>;

const importsFacts = v.object({
  kind: v.picklist(['pre-4.2', '4.2+']),
  types: some(text),
  selected: v.nullable(text),
  mode: v.nullable(v.picklist(['merge', 'overwrite'])),
  recent: some(recentImportSchema),
  error: v.nullable(v.picklist(['data'])),
  notice: v.boolean(),
});

const importsConfirmFacts = v.object({
  id: count,
  warnings: count,
  /** The name of the uploaded file, as the hint shows it. */
  fileName: v.nullable(text),
});

const authEditFacts = v.object({
  status: v.picklist(accountStatuses),
  hindrance: v.optional(v.nullable(v.picklist(hindrances)), null),
  links: v.object({ migration: v.boolean(), aliases: v.boolean(), delete: v.boolean() }),
});

const deleteFacts = v.object({ proof });
const profileFacts = v.object({ form: v.boolean() });

const base = {
  /** Origin and path only: never a query, which may hold what the person typed. */
  url: v.pipe(v.string(), v.url(), v.maxLength(2_000)),
  account: signedInSchema,
  server: serverSoftwareSchema,
  /**
   * The page's own words on its controls, shown back to the person ("Press “Create alias”"), never used to recognise
   * anything.
   */
  labels: v.pipe(v.record(text, v.pipe(v.string(), v.maxLength(200))), v.maxEntries(50)),
  /**
   * Names this load of the page, which may report more than once: another load, another number. The browser's time of
   * its beginning, but no clock to compare with ours, as it stands still while the machine sleeps. Not there for a page
   * that was only fetched.
   */
  load: v.optional(v.number()),
};

/** One settings page as it was seen. `page` names are those of the captures' contract. */
export const pageSeenSchema = v.variant('page', [
  v.object({ ...base, page: v.literal('aliases'), facts: aliasesFacts }),
  v.object({ ...base, page: v.literal('migration'), facts: migrationFacts }),
  v.object({ ...base, page: v.literal('redirect-new'), facts: redirectNewFacts }),
  v.object({ ...base, page: v.literal('export'), facts: exportFacts }),
  v.object({ ...base, page: v.literal('imports'), facts: importsFacts }),
  v.object({ ...base, page: v.literal('imports-confirm'), facts: importsConfirmFacts }),
  v.object({ ...base, page: v.literal('auth-edit'), facts: authEditFacts }),
  v.object({ ...base, page: v.literal('delete'), facts: deleteFacts }),
  v.object({ ...base, page: v.literal('profile'), facts: profileFacts }),
]);
export type PageSeen = v.InferOutput<typeof pageSeenSchema>;
export type PageId = PageSeen['page'];
/** The facts of one page: `FactsOf<'aliases'>`. */
export type FactsOf<Id extends PageId> = Extract<PageSeen, { page: Id }>['facts'];

/**
 * What the public endpoints tell about an account (docs/mastodon.md, Public questions). Everything is text or number,
 * nothing is markup.
 */
export const publicAccountSchema = v.object({
  handle: handleText,
  /** The exact actor id; never constructed by us (docs/mastodon.md, Aliases). Null where no endpoint gave it. */
  actorId: v.nullable(text),
  displayName: text,
  url: text,
  avatar: v.nullable(text),
  locked: v.boolean(),
  /** Null when the server hides it (glitch-soc: −1). */
  followers: v.nullable(count),
  following: v.nullable(count),
  statuses: v.nullable(count),
  movedTo: v.nullable(handleText),
});
export type PublicAccount = v.InferOutput<typeof publicAccountSchema>;

function isOrigin(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) && new URL(value).origin === value;
}

export const publicServerSchema = v.object({
  /** Web origin: `https://social.handle.example`. Views make addresses of it, so it must be one. */
  origin: v.pipe(text, v.check(isOrigin)),
  /** Handle domain, ASCII: `handle.example`. */
  domain: text,
  title: text,
  version: text,
  /** `mastodon`, or another software's name: such a server cannot be walked through. */
  software: text,
  registrations: v.nullable(v.picklist(['open', 'approval', 'closed'])),
});
export type PublicServer = v.InferOutput<typeof publicServerSchema>;
