import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { deleteAll, keepSnapshot } from '../../browser/kit-store';
import type { Protocol } from '../../browser/messages';
import { dropAllShelved, dropShelved, shelved } from '../../browser/piece-store';
import type { Plan } from '../../journey/plan';
import { reduce } from '../../journey/reduce';
import { makeKitFile } from '../../kit/kit-file';
import type { ListKind } from '../../lists/kinds';
import { putAddresses, renewableLists } from '../../views/renewal-view';
import { cutLists } from '../../worker/import/cutting';
import { NOW, planAfter } from '../journey/sample';

/** The plan as the background keeps it: what the start page asks for changes it. */
let plan: Plan;
async function cut(wanted?: readonly ListKind[], renewed?: readonly ListKind[]): Promise<boolean> {
  const made = await cutLists(plan, wanted, renewed);
  if (made.ok) plan = reduce(plan, { type: 'piecesCut', lists: made.lists }, NOW);
  return made.ok;
}
vi.mock('../../browser/messages', () => ({
  sendMessage: async (name: keyof Protocol, ask: Parameters<Protocol['prepareWanted']>[0]) =>
    name === 'prepareWanted' ? cut(ask?.wanted, ask?.renewed) : undefined,
}));
beforeEach(async () => {
  await Promise.all([deleteAll(), dropAllShelved()]);
  plan = planAfter();
});

async function save(kind: ListKind, text: string): Promise<void> {
  const made = await makeKitFile(kind, new TextEncoder().encode(text), { source: 'export', takenAt: '2026-01-05T12:00:00.000Z' });
  if (!made.ok) throw new Error(made.problem.kind);
  const server = { origin: 'https://old.example', software: 'mastodon', version: '4.6.5' };
  await keepSnapshot({ id: made.file.sha256, takenAt: made.file.takenAt, handle: 'amelie@old.example', server, files: [made.file] });
  const { sha256, rows, bytes } = made.file;
  plan = reduce(plan, { type: 'listSaved', kind, rows, pageCount: null, bytes: bytes.length, sha256, source: 'export' }, NOW);
}

/** The files that are ready to be sent. */
async function ready(kind: ListKind): Promise<string[]> {
  const pieces = plan.imports.pieces.filter((piece) => piece.kind === kind && piece.state === 'ready');
  return Promise.all(pieces.map(async ({ id }) => new TextDecoder().decode((await shelved('pieces', id))?.bytes)));
}

describe('a list that was sent and is saved anew', () => {
  beforeEach(async () => {
    await save('blocks', 'ada@bakers.example\n');
    await cut();
    const [id = ''] = plan.imports.pieces.map((piece) => piece.id);
    plan = reduce(plan, { type: 'pieceMoved', id, to: 'finished', importId: 9 }, NOW);
  });

  test('sends only the rows that were not sent before', async () => {
    await save('blocks', 'ada@bakers.example\nbruno@bakers.example\n');
    await cut();
    expect(await ready('blocks')).toEqual(['bruno@bakers.example\n']);
  });

  test('sends nothing when what was sent is not there any more, and says so', async () => {
    await dropShelved(plan.imports.pieces.map(({ id }) => id));
    await save('blocks', 'ada@bakers.example\nbruno@bakers.example\n');
    await cut();
    expect(await ready('blocks')).toEqual([]);
    expect(plan.imports.prepared.blocks?.why).toBe('sent-lost');
  });
});

describe('people who have moved, before anything is sent', () => {
  const HEADER = 'Account address,Show boosts,Notify on new posts,Languages';
  beforeEach(async () => {
    await save('follows', `${HEADER}\nada@bakers.example,true,false,\nbruno@bakers.example,true,false,\n`);
    await save('lists', 'Bread,ada@bakers.example\n');
    await cut();
  });
  const found = () => reduce(plan, { type: 'failuresLookedUp', moved: { 'ada@bakers.example': 'ada@lake.example' }, blocked: [] }, NOW);

  test('are listed, and go out as they were saved until the person says otherwise', async () => {
    expect(await renewableLists(plan)).toMatchObject([
      { kind: 'follows', again: [{ account: 'ada@bakers.example' }, { account: 'bruno@bakers.example' }], moved: [], renewed: [] },
      { kind: 'lists', again: [{ title: 'Bread' }], moved: [], renewed: [] },
    ]);
    plan = found();
    expect(await renewableLists(plan)).toMatchObject([
      { moved: ['@ada@bakers.example → @ada@lake.example'], renewed: [] },
      { moved: ['Bread: @ada@bakers.example → @ada@lake.example'], renewed: [] },
    ]);
    expect((await ready('follows')).join()).toContain('ada@bakers.example');
  });

  test('go out with the new address when that is wanted, in this list alone, also when it is cut again; and that can be undone', async () => {
    plan = found();
    await putAddresses(plan, await renewableLists(plan), 'follows', 'new');
    const renewed = `${HEADER}\nada@lake.example,true,false,\nbruno@bakers.example,true,false,\n`;
    expect(await ready('follows')).toEqual([renewed]);
    expect(await ready('lists')).toEqual(['Bread,ada@bakers.example\n']);
    expect(await renewableLists(plan)).toMatchObject([
      { again: [{ account: 'bruno@bakers.example' }], moved: [], renewed: ['@ada@bakers.example → @ada@lake.example'] },
      { moved: ['Bread: @ada@bakers.example → @ada@lake.example'], renewed: [] },
    ]);
    await cut(['follows']);
    expect(await ready('follows')).toEqual([renewed]);
    await putAddresses(plan, await renewableLists(plan), 'follows', 'old');
    expect(await ready('follows')).toEqual([renewed.replace('lake', 'bakers')]);
    expect(plan.imports.prepared.follows?.renewed).toBe(undefined);
  });

  test('are nobody’s to change once a list is under way', async () => {
    const [piece] = plan.imports.pieces.filter(({ kind }) => kind === 'follows');
    plan = reduce(plan, { type: 'pieceMoved', id: piece?.id ?? '', to: 'confirmed', importId: 9 }, NOW);
    expect((await renewableLists(plan)).map(({ kind }) => kind)).toEqual(['lists']);
    plan = reduce(plan, { type: 'importAllBegan', ticked: plan.imports.pieces.map(({ id }) => id), unticked: [] }, NOW);
    expect(await renewableLists(plan)).toEqual([]);
  });
});
