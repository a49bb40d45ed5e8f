/**
 * The kinds that only an app can carry, and the one way in which each is carried: read what is there, send what is
 * missing, read again, and compare (docs/mastodon.md, Ask once).
 */

import type { FileGrantKind } from '../../journey/grant-kinds';
import { type GrantOutcome, type MissCause, MOST_NAMED } from '../../journey/grants';
import { textIn } from '../../lists/json';
import type { FilterRow } from '../../lists/kinds/custom-filters';
import { csvRecords } from '../../lists/parse';
import { writeCsv } from '../../lists/write-csv';
import type { Api, Granted, GrantedProblem } from './api';
import { failed, type KindDefinition, type Line, type Me, type TableDefinition } from './define-kind';
import { endorsements } from './endorsements';
import { filters } from './filters';
import { hashtags } from './hashtags';
import { listSettings } from './list-settings';
import { muteEnds } from './mute-ends';
import { notificationPolicy } from './notification-policy';
import { privateNotes } from './private-notes';

const tables: Record<FileGrantKind, TableDefinition> = {
  hashtags,
  private_notes: privateNotes,
  list_settings: listSettings,
  mute_ends: muteEnds,
  endorsements,
  notification_policy: notificationPolicy,
};

export const fileNameOf = (kind: FileGrantKind): string => tables[kind].fileName;

/** Whose token it is: the account's number there, and its address. */
export async function whoLetUsIn(api: Api): Promise<Granted<Me & { username: string }>> {
  const told = await api.ask('/api/v1/accounts/verify_credentials');
  if (!told.ok) return told;
  const [id, username] = [textIn(told.value, 'id', 40), textIn(told.value, 'acct', 600)];
  return /^\d+$/.test(id) && username !== '' ? { ok: true, value: { id, username } } : failed('unreadable', '');
}

/** What the account has of this kind, as the file that is kept. */
export async function readGrantedTable(kind: FileGrantKind, api: Api, me: Me): Promise<Granted<Uint8Array<ArrayBuffer>>> {
  const { read, columns, isWorthKeeping = () => true } = tables[kind];
  const told = await read(api, me, null);
  if (!told.ok) return told;
  const rows = told.value.filter(isWorthKeeping).map((row) => columns.map((_, at) => row[at] ?? ''));
  return { ok: true, value: writeCsv([columns, ...rows]) };
}

/** The lines of such a file; null when it is another one. */
export function readLines(kind: FileGrantKind, bytes: Uint8Array): Line[] | null {
  const read = csvRecords(bytes, ',');
  return read.ok && read.value[0]?.join() === tables[kind].columns.join() ? read.value.slice(1) : null;
}

export type Saved = { kind: FileGrantKind; rows: readonly Line[] } | { kind: 'filters'; rows: readonly FilterRow[] };

/** Sends what the new account lacks, and says what it has in the end. Asked for again, it goes on where it was. */
export function carry(saved: Saved, api: Api, me: Me, now: () => number): Promise<Granted<Omit<GrantOutcome, 'at'>>> {
  return saved.kind === 'filters' ? carryRows(filters, saved.rows, api, me, now) : carryRows(tables[saved.kind], saved.rows, api, me, now);
}

async function carryRows<Row>(
  kind: KindDefinition<Row>,
  rows: readonly Row[],
  api: Api,
  me: Me,
  now: () => number,
): Promise<Granted<Omit<GrantOutcome, 'at'>>> {
  const wanted = [...new Map(rows.map((row) => [kind.key(row), row])).values()];
  const read = async () => {
    const told = await kind.read(api, me, wanted);
    return told.ok ? ({ ok: true, value: new Map(told.value.map((row) => [kind.key(row), row])) } as const) : told;
  };
  const before = await read();
  if (!before.ok) return before;
  const causes = new Map<string, MissCause>();
  for (const row of wanted) {
    const there = before.value.get(kind.key(row)) ?? null;
    if (kind.isThere(row, there, now())) continue;
    const told = await kind.send(api, row, there, now());
    if (told.ok) continue;
    // What ends everything is told at once; what is against this one entry is told with it.
    if (told.problem.kind === 'wait' || told.problem.kind === 'ended') return told;
    causes.set(kind.key(row), causeOf(told.problem, kind.invalidMeans));
  }
  const after = await read();
  if (!after.ok) return after;
  const missing = wanted
    .filter((row) => !kind.isThere(row, after.value.get(kind.key(row)) ?? null, now()))
    .map((row) => ({ name: kind.name(row).slice(0, 1_000), why: causes.get(kind.key(row)) ?? ('not-there' as const) }));
  return { ok: true, value: { there: wanted.length - missing.length, missing: missing.slice(0, MOST_NAMED), more: Math.max(0, missing.length - MOST_NAMED) } };
}

function causeOf({ kind, detail }: Exclude<GrantedProblem, { kind: 'wait' }>, invalidMeans: MissCause = 'refused'): MissCause {
  if (kind === 'missing') return 'unknown-account';
  if (kind === 'refused' && detail === '422') return invalidMeans;
  return kind === 'unreachable' ? 'unreachable' : 'refused';
}
