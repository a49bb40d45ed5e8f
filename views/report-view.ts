/** The report in words: every saved list compared with the new account's own, from the files that are kept here. */

import { freshFile } from '../browser/fresh-store';
import type { Translate } from '../browser/i18n';
import { keptFile } from '../browser/kit-store';
import { shelved } from '../browser/piece-store';
import type { Plan } from '../journey/plan';
import { type ComparedRow, type CompareFiles, compareList } from '../journey/report/compare';
import { comparable, consignments, leftOut, waitingPieces, whySentence } from '../journey/report/report';
import { text } from '../journey/text';
import type { ListKind } from '../lists/kinds';

/** What `components/Report.tsx` draws of it. */
export interface ReportInWords {
  lists: { id: ListKind; name: string; counts: Record<ComparedRow['fate']['state'], number> }[];
  rows: { list: string; what: string; fate: ComparedRow['fate']['state']; why: string }[];
  /** Rows the new account has and the kit has not. */
  extra: number;
  /** Lists whose saved copy is not there any more, or not as it was. */
  damaged: ListKind[];
}

export async function reportInWords(plan: Plan, t: Translate): Promise<ReportInWords> {
  const report: ReportInWords = { lists: [], rows: [], extra: 0, damaged: [] };
  const context = {
    old: plan.old?.server.domain ?? '',
    home: plan.new?.server.domain ?? '',
    self: plan.new?.handle ?? '',
    version: plan.new?.server.version ?? '',
    blockedDomains: [...plan.imports.blocked, ...(plan.seen.new.outside?.otherSide === 'suspend' && plan.old !== null ? [plan.old.server.domain] : [])],
    moved: plan.imports.moved,
    lookedUp: plan.imports.lookedUp,
    ...requestsIn(plan),
  };
  /** An address may lead to somebody else by now than when it was saved. */
  const otherAccount = ({ what }: ComparedRow, kind: ListKind): string[] => {
    const now = kind === 'follows' ? plan.imports.others[what.toLowerCase()] : undefined;
    return now === undefined ? [] : [t(text('report.why.otherAccount', { actor: now }))];
  };
  for (const kind of comparable(plan)) {
    const files = await filesOf(plan, kind);
    const compared = files && compareList(kind, files, context);
    if (compared === null) {
      report.damaged.push(kind);
      continue;
    }
    const why = sentences(plan, kind, t);
    report.lists.push({ id: kind, name: t(text(`lists.${kind}`)), counts: compared.totals });
    for (const row of compared.rows)
      report.rows.push({ list: kind, what: row.what, fate: row.fate.state, why: [why(row), ...otherAccount(row, kind)].filter(Boolean).join(' ') });
    report.extra += compared.extra;
  }
  return report;
}

/** Whom the new account has asked, as long as nothing was imported since its server told. */
function requestsIn({ grants: { requests }, imports }: Plan): { requests?: ReadonlySet<string> } {
  const isOld = imports.pieces.some(({ kind, at }) => kind === 'follows' && at > (requests?.at ?? 0));
  return requests === null || isOld ? {} : { requests: new Set(requests.names.map((name) => name.toLowerCase())) };
}

async function filesOf(plan: Plan, kind: ListKind): Promise<CompareFiles | null> {
  const saved = await keptFile(kind, plan.kit.lists[kind]?.sha256 ?? '');
  if (saved === null) return null;
  const arrived = await freshFile(kind, plan.fresh.lists[kind]?.sha256 ?? '');
  const { pieces, rest } = leftOut(plan, kind);
  const sent = consignments(plan, kind).map(async ({ piece, finished, isReadBefore = false, failures }) => ({
    bytes: piece === null ? null : await bytesOf('pieces', piece),
    finished,
    isReadBefore,
    failures: failures === 'none' ? ('none' as const) : failures === 'kept' && piece !== null ? await bytesOf('failures', piece) : null,
  }));
  return {
    saved: saved.bytes,
    arrived: arrived?.bytes ?? null,
    sent: await Promise.all(sent),
    waiting: await Promise.all(waitingPieces(plan, kind).map(async ({ piece, why }) => ({ bytes: await bytesOf('pieces', piece), why }))),
    leftOut: await Promise.all(pieces.map((id) => bytesOf('pieces', id))),
    rest,
  };
}

/** What is not there any more holds no rows: of rows nobody knows to have been sent, nothing is inferred. */
async function bytesOf(shelf: 'pieces' | 'failures', id: string): Promise<Uint8Array> {
  return (await shelved(shelf, id))?.bytes ?? new Uint8Array();
}

/** There are many thousand rows and few different things to say of them. */
function sentences(plan: Plan, kind: ListKind, t: Translate): (row: ComparedRow) => string {
  const said = new Map<string, string>();
  return ({ fate, domain, sentAs }) => {
    const about = fate.state === 'failed' ? domain : null;
    const key = JSON.stringify([fate, about]);
    let why = said.get(key);
    if (why === undefined) {
      const sentence = whySentence(plan, kind, fate, about);
      why = sentence === null ? '' : t(sentence);
      said.set(key, why);
    }
    return sentAs === null ? why : [why, t(text('report.sentAs', { row: sentAs }))].filter(Boolean).join(' ');
  };
}
