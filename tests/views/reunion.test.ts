/** People lost to blocks: who can be followed again, who not and why, and the file that would be sent. */
import 'fake-indexeddb/auto';
import { beforeEach, expect, test, vi } from 'vitest';
import { deleteAll, keepDetailFiles, keepSnapshot } from '../../browser/kit-store';
import { dropAllShelved, shelved } from '../../browser/piece-store';
import type { NewPiece } from '../../journey/import/plan';
import type { Plan } from '../../journey/plan';
import { reduce } from '../../journey/reduce';
import { makeKitFile } from '../../kit/kit-file';
import { hash } from '../../lists/hash';
import { cutReunion, reunionOf } from '../../views/reunion-view';
import { NOW, planAfter } from '../journey/sample';

let plan: Plan;
vi.mock('../../browser/messages', () => ({
  sendMessage: async (name: string, data: { of: string[]; pieces: NewPiece[] }) => {
    if (name === 'failuresCut') plan = reduce(plan, { type: 'failuresCut', ...data }, NOW);
  },
}));
vi.mock('../../mastodon/domain-blocks', async (original) => ({
  ...(await original<typeof import('../../mastodon/domain-blocks')>()),
  domainsCutOff: async (_origin: string, domains: string[]) => new Set(domains.filter((domain) => domain === 'blocked.example')),
}));

const HEADER = 'Account address,Show boosts,Notify on new posts,Languages\n';
const takenAt = '2026-01-05T12:00:00.000Z';
const about = { takenAt, handle: 'amelie@old.example', server: { origin: 'https://old.example', software: 'mastodon', version: '4.6.5' } };

async function severed(...texts: string[]): Promise<void> {
  const files = await Promise.all(
    texts.map(async (text, at) => {
      const bytes = new TextEncoder().encode(text);
      return { detail: 'severed' as const, name: `severed-${at + 1}-following.csv`, bytes, sha256: await hash(bytes), takenAt, contentType: 'text/csv' };
    }),
  );
  await keepDetailFiles(files, about);
  const read = { rows: 9, files: files.map(({ name, sha256 }) => ({ name, sha256 })), at: NOW };
  plan = reduce(plan, { type: 'detailRead', detail: 'severed', read, elsewhere: {} }, NOW);
}

beforeEach(async () => {
  await Promise.all([deleteAll(), dropAllShelved()]);
  plan = planAfter();
});

test('everybody once, less those who are followed anyway, whose server is blocked there, or who are the person', async () => {
  const made = await makeKitFile('follows', new TextEncoder().encode(`${HEADER}kept@a.example,true,false,\n`), { source: 'export', takenAt });
  if (!made.ok) throw new Error(made.problem.kind);
  await keepSnapshot({ id: 'one', ...about, files: [made.file] });
  const { sha256, rows } = made.file;
  plan = reduce(plan, { type: 'listSaved', kind: 'follows', rows, pageCount: null, bytes: 1, sha256, source: 'export' }, NOW);
  await severed(
    `${HEADER}ada@a.example,true,false,\nkept@a.example,true,false,\nrude@blocked.example,true,false,\n`,
    `${HEADER}Ada@A.example,false,true,"en, de"\namelie_new@new.example,true,false,\n`,
  );
  expect(await reunionOf(plan)).toMatchObject({
    again: [{ account: expect.stringMatching(/^ada@a\.example$/i) }],
    already: ['@kept@a.example'],
    cutOff: ['@rude@blocked.example'],
    own: ['@amelie_new@new.example'],
  });
});

test('the file waits among the lists, not ticked, with each person’s own settings, and is made once', async () => {
  await severed(`${HEADER}ada@a.example,false,true,"en, de"\n`);
  const people = await reunionOf(plan);
  await cutReunion(plan, people);
  await cutReunion(plan, people);
  expect(plan.imports.pieces).toMatchObject([{ kind: 'follows', extra: 'reunion', state: 'skipped', rows: 1 }]);
  const piece = await shelved('pieces', plan.imports.pieces[0]?.id ?? '');
  expect(new TextDecoder().decode(piece?.bytes)).toBe(`${HEADER}ada@a.example,false,true,"en, de"\n`);
});

test('nobody was cut off: there is nobody to show', async () => {
  expect(await reunionOf(plan)).toEqual({ again: [], already: [], cutOff: [], own: [] });
});
