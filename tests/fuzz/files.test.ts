/**
 * Dropped files of any kind, broken at any place: lists of Mastodon and of other programs, backups, archives, ZIPs
 * whose directory lies. Each is said to be something or refused with why; of a list nobody is named who is not in the
 * file, and what would be sent of it is what Mastodon reads back as the same rows.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openArchive } from '../../kit/archive';
import { type Dropped, readDropped } from '../../kit/dropped';
import { type ListKind, type ListRow, listKinds, namedInFull, type RowOf } from '../../lists/kinds';
import { normalise } from '../../lists/normalise';
import { parseList } from '../../lists/parse';
import { safeCsv } from '../../lists/safe-csv';
import { split } from '../../lists/split';
import type { Understood } from '../../lists/understand';
import { forgeZip } from '../kit/zip-forge';
import { anywhere, attempt, edited, editedBytes, edits, expectReached, harmful, seldom, timeout } from './cases';

const OLD = 'amelie@old.example';
const encode = (text: string) => new TextEncoder().encode(text);
const filters = JSON.stringify({
  custom_filters: [
    { title: 'Cats', expires_at: null, context: ['home'], action: 'warn', keywords_attributes: [{ keyword: 'cat', whole_word: true }], statuses: [] },
  ],
});
const kitIndex = JSON.stringify({
  format: 'transhumance-kit',
  version: 1,
  snapshots: [
    {
      id: 'a',
      takenAt: '2026-11-20T09:30:00.000Z',
      handle: OLD,
      server: { origin: 'https://old.example', software: 'mastodon', version: '4.6.0' },
      files: [
        {
          path: 'saved/blocked_accounts.csv',
          kind: 'blocks',
          name: 'blocked_accounts.csv',
          sha256: 'b'.repeat(64),
          bytes: 12,
          rows: 1,
          pageCount: 1,
          contentType: 'text/csv',
          source: 'export',
          notes: [],
        },
      ],
    },
  ],
});

/** Files as people have them. */
const texts: readonly (readonly [name: string, text: string])[] = [
  ['following_accounts.csv', 'Account address,Show boosts,Notify on new posts,Languages\nada@bakers.example,true,false,\nbo@tea.example,false,true,"en, de"\n'],
  ['blocked_accounts.csv', 'a@b.example\nc@d.example\n'],
  ['muted_accounts.csv', 'Account address,Hide notifications\na@b.example,true\nc@d.example,false\n'],
  ['lists.csv', 'Cats,a@b.example\n"Cats, old",c@d.example\nDogs,e@f.example\n'],
  ['bookmarks.csv', 'https://b.example/users/a/statuses/1\nhttps://b.example/@a/2\n'],
  ['blocked_domains.csv', 'noise.example\nspam.example\n'],
  ['blocks.csv', '#domain,#severity,#reject_media\nnoise.example,suspend,true\nspam.example,silence,false\n'],
  ['sheet.csv', 'sep=;\nNom;Compte;Depuis\nAda;ada@bakers.example;2019\nBo;bo@tea.example;2020\n'],
  ['tabs.txt', 'handle\tname\n@ada@bakers.example\tAda\nhttps://tea.example/@bo\tBo\n'],
  ['members.csv', 'Friends,a@b.example,c@d.example,e@f.example\nWork,g@h.example\n'],
  ['names.csv', 'ada\nbo\nada@bakers.example\n'],
  ['filters.json', filters],
  ['likes.json', '{"orderedItems":["https://b.example/users/a/statuses/1","https://b.example/@a/2"]}'],
  ['follows.json', '[{"acct":"ada@bakers.example"},{"acct":"bo@tea.example"}]'],
  ['blocks.json', '{"blocks":["a@b.example","c@d.example"]}'],
  ['outbox.json', '{"orderedItems":[{"type":"Create","published":"2020-01-01T00:00:00Z","object":{"type":"Note"}}]}'],
];
const harm = [
  ...harmful,
  ',',
  ';',
  '\t',
  '\n',
  '\r',
  '""',
  ',"',
  '\n"',
  'Account address',
  'List name',
  '#domain',
  '#uri',
  '#severity',
  'sep=\t\n',
  '@ada',
  'ada@',
  'ada@@bakers.example',
  'ada@new.example',
  'ada@[::1]',
  'ada@bücher.example',
  'https://bakers.example/@ada',
  'https://bakers.example/users/ada/followers',
  '{',
  '}',
  '[',
  ']',
  '"orderedItems":',
  '{"custom_filters":[',
  '<!DOCTYPE html>',
  'PK\u0003\u0004',
  '\ufeff',
  ','.repeat(500),
  '\n'.repeat(500),
  '"'.repeat(501),
  '['.repeat(500),
  '\n=cmd|"/c calc"!A1',
  '\n\u200b=1+1',
];
const names = fc.constantFrom(
  ...texts.map(([name]) => name),
  'x.csv',
  'x',
  'x.json',
  '../../x.csv',
  '__proto__',
  'x.zip',
  'x.xlsx',
  'x.zip.001',
  '\u202evsc.x',
);

const textFile = fc
  .record({
    sample: fc.constantFrom(...texts),
    changes: edits(harm),
    bytes: seldom(edits(['\0', '\xff', '\xfe\xff', '\xc3\x28', 'PK'], 2)),
    name: seldom(names),
  })
  .map(({ sample: [own, text], changes, bytes, name }) => {
    const made = encode(edited(text, changes));
    return new File([bytes === null ? made : editedBytes(made, bytes)], name ?? own);
  });

const entry = fc
  .record({
    sample: fc.constantFrom<readonly [string, string]>(
      ...texts,
      ['kit.json', kitIndex],
      ['saved/blocked_accounts.csv', 'a@b.example\n'],
      ['actor.json', '{"preferredUsername":"amelie","id":"https://old.example/users/amelie","name":"A","summary":"<p>x</p>"}'],
      ['bookmarks.json', '{"orderedItems":["https://b.example/users/a/statuses/1",1,{"id":"x"}]}'],
      ['media_attachments/files/1.png', 'x'],
    ),
    changes: seldom(edits(harm)),
    name: seldom(names),
    folder: seldom(fc.constantFrom('a/', '/', 'a/b/', '__MACOSX/', '../')),
    lie: seldom(fc.record({ saysBytes: fc.nat(5_000_000), saysCrc: fc.nat(), encrypted: fc.boolean(), stored: fc.boolean() }, { requiredKeys: [] })),
  })
  .map(({ sample: [own, text], changes, name, folder, lie }) => ({
    name: (folder ?? '') + (name ?? own),
    data: encode(changes === null ? text : edited(text, changes)),
    ...lie,
  }));
const zipFile = fc
  .record({
    entries: fc.array(entry, { maxLength: 5 }),
    broken: seldom(edits(['PK\x03\x04', 'PK\x01\x02', 'PK\x05\x06', '\0', '\xff\xff\xff\xff'], 3)),
    cut: seldom(anywhere),
  })
  .map(({ entries, broken, cut }) => {
    const whole = forgeZip(entries);
    const changed = broken === null ? whole : editedBytes(whole, broken);
    return new File([cut === null ? changed : changed.slice(0, Math.floor(cut * changed.length))], 'x.zip');
  });

const drop = fc.record({
  files: fc.array(fc.oneof({ weight: 2, arbitrary: textFile }, zipFile), { minLength: 1, maxLength: 3 }),
  kind: fc.constantFrom(...listKinds),
});

/** As our readers compare it: without marks that nobody sees, and what an address or JSON writes in other signs. */
function written(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/g, '')
    .replace(/%([2-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\\u00([2-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .toLowerCase();
}

/** What would be kept of a file as this list, and then sent. */
function expectFaithful(understood: Understood, kind: ListKind, all: string): void {
  const { bytes } = understood.as(kind);
  const parsed = parseList(kind, bytes);
  if (!parsed.ok) return;
  const rows = namedInFull(parsed.rows as readonly RowOf[typeof kind][], 'old.example');
  const { rows: clean } = normalise(kind, rows, { home: 'new.example', self: 'amelie_new@new.example' });
  for (const row of clean as readonly ListRow[]) {
    if (!('account' in row)) continue;
    const [name = '', domain = ''] = row.account.split('@');
    expect(all).toContain(name.toLowerCase());
    // A name without a server is of the old one, never of the new one.
    if (domain === 'new.example') expect(all).toContain('new.example');
  }
  for (const piece of split(kind, clean, { maxRows: 3 }).pieces) expect(parseList(kind, piece.bytes)).toMatchObject({ ok: true, rows: piece.rows });
}

function expectSaid(answer: Dropped, kind: ListKind, all: string): void {
  if (answer.is === 'refused') expect(answer.say.key).toMatch(/^(?:kit\.drop|archive)\./);
  if (answer.is !== 'list') return;
  for (const candidate of answer.kind === null ? answer.candidates : [answer.kind]) expectFaithful(answer.understood, candidate, all);
  // The person may have been shown another choice.
  if (answer.kind === null && answer.candidates.includes(kind)) expectFaithful(answer.understood, kind, all);
}

test('a dropped file of any kind: said to be something, or refused with why; nobody is named who is not in it', { timeout }, async () => {
  const tried = await attempt('dropped files', 0.15, drop, async ({ files, kind }) => {
    const answers = await readDropped(files, OLD);
    const all = written((await Promise.all(files.map((file) => readAll(file)))).join('\n'));
    for (const answer of answers) expectSaid(answer, kind, all);
    // What was kept of a backup is read as lists are.
    for (const file of files) {
      const opened = await openArchive(file);
      if (opened.ok) expect(() => JSON.stringify(opened.summary)).not.toThrow();
      else expect(typeof opened.problem.kind).toBe('string');
    }
    return [...new Set(answers.map((answer) => (answer.is === 'list' && answer.kind === null ? 'asked' : answer.is)))].sort()[0] ?? 'nothing';
  });
  expectReached(tried, 'archive', 'asked', 'kit', 'list', 'refused');
});

/** Packed, its words cannot be searched: then every entry is read by its place. */
async function readAll(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const plain = new TextDecoder().decode(bytes);
  const { inflateRawSync } = await import('node:zlib');
  const unpacked: string[] = [];
  for (let at = 0; at + 30 < bytes.length; at++) {
    if (bytes[at] !== 0x50 || bytes[at + 1] !== 0x4b || bytes[at + 2] !== 3 || bytes[at + 3] !== 4) continue;
    const from = at + 30 + (bytes[at + 26] ?? 0) + 256 * (bytes[at + 27] ?? 0);
    try {
      unpacked.push(new TextDecoder().decode(inflateRawSync(bytes.subarray(from), { finishFlush: 2, maxOutputLength: 10_000_000 })));
    } catch {
      // Not packed, or broken: then it stands in the bytes as it is, or nobody can read it.
    }
  }
  return [plain, ...unpacked].join('\n');
}

const cell = fc.array(
  fc.oneof(
    fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', ';', ',', '"', '\u200b', '\ufeff', '\u202e', '\u00a0', ' ', '\0', 'a', '\uff1d'),
    fc.string({ maxLength: 2 }),
  ),
  { maxLength: 6 },
);

test('a table for a spreadsheet: no cell begins a formula, wherever it is split', { timeout }, async () => {
  await attempt('cells of our tables', 0.1, fc.array(cell, { minLength: 1, maxLength: 3 }), (cells) => {
    const text = new TextDecoder().decode(safeCsv([cells.map((parts) => parts.join(''))]));
    // Split as Excel does in any country: at commas, semicolons, tabs and line ends, with or without quotes.
    const parts = text.split(/[,;\t\r\n]/).map((part) => part.replace(/^["\p{Cc}\p{Cf}]+/u, ''));
    expect(parts.filter((part) => /^[=+\-@＝＋－＠]/.test(part))).toEqual([]);
    return 'written';
  });
});
