import { beforeEach, expect, test, vi } from 'vitest';
import * as messages from '../../../browser/messages';
import type { BringSession } from '../../../mastodon/bring-step';
import { workOnImports } from '../../../page/errands/imports';
import { documentOf } from '../../practice/client';

const origin = 'https://new.example';
const me = { accounts: { '1': { id: '1', acct: 'rosa', username: 'rosa' } }, meta: { me: '1', domain: 'new.example', version: '4.6.5' } };
/** An import of two rows is over; one of them failed. */
const page = `<html><head><script id="initial-state" type="application/json">${JSON.stringify(me)}</script></head><body class="admin">
<form id="new_form_import" action="/settings/imports" enctype="multipart/form-data" method="post"><select name="form_import[type]"><option value="following"></select></form>
<table class="table"><tbody><tr id="bulk_import_8"><td>Muting list</td><td>Finished</td><td>1 / 2</td><td></td><td><a href="/settings/imports/8/failures.csv">1</a></td></tr></tbody></table></body></html>`;

let said: { name: string; data: { news?: { what: string; id?: string }; file?: string } }[];
let asked: string[];
beforeEach(() => {
  [said, asked] = [[], []];
  vi.spyOn(messages, 'isAlive').mockReturnValue(true);
  vi.spyOn(messages, 'sendMessage').mockImplementation((async (name: string, data: never) => {
    said.push({ name, data });
    return true;
  }) as typeof messages.sendMessage);
});

const session: BringSession = {
  origin,
  send: (async (url: string) => {
    const { pathname } = new URL(url);
    asked.push(pathname);
    const isFile = pathname.endsWith('.csv');
    const answer = new Response(isFile ? 'ada@bakers.example\n' : page, { headers: { 'content-type': isFile ? 'text/csv' : 'text/html' } });
    return Object.defineProperty(answer, 'url', { value: origin + pathname });
  }) as typeof fetch,
  parse: (text) => documentOf({ text }),
  now: () => new Date(),
  wait: async () => {},
  signal: new AbortController().signal,
  patience: 1_000,
};
const look = (importId: number) =>
  workOnImports({ kind: 'imports', id: 'r', handle: 'rosa@new.example', task: 'look', failures: [{ id: 'piece', importId }] }, session);

test('rows that failed are fetched for the import with that number', async () => {
  await look(8);
  expect(asked).toContain('/settings/imports/8/failures.csv');
  expect(said.map(({ data }) => data.news?.what ?? data.file)).toEqual(['looked', 'piece', 'failures', 'ended']);
});

test('and for no other of the same length', async () => {
  await look(7);
  expect(asked).toEqual(['/settings/imports']);
  expect(said.map(({ data }) => data.news?.what)).toEqual(['looked', 'ended']);
});

test('a file that cannot be had keeps no other from being read; a server that asks us to wait does', async () => {
  const row = (id: number) =>
    `<tr id="bulk_import_${id}"><td>Muting list</td><td>Finished</td><td>1 / 2</td><td></td><td><a href="/settings/imports/${id}/failures.csv">1</a></td></tr>`;
  const lookAtTwo = async (status: number) => {
    const send = (async (url: string) => {
      const { pathname } = new URL(url);
      asked.push(pathname);
      if (pathname.includes('/8/')) return Object.defineProperty(new Response('', { status }), 'url', { value: url });
      const isFile = pathname.endsWith('.csv');
      const text = isFile ? 'ada@bakers.example\n' : page.replace('</tbody>', `${row(9)}</tbody>`);
      return Object.defineProperty(new Response(text, { headers: { 'content-type': isFile ? 'text/csv' : 'text/html' } }), 'url', { value: origin + pathname });
    }) as typeof fetch;
    const failures = [
      { id: 'first', importId: 8 },
      { id: 'second', importId: 9 },
    ];
    await workOnImports({ kind: 'imports', id: 'r', handle: 'rosa@new.example', task: 'look', failures }, { ...session, send });
    return asked.filter((path) => path.endsWith('.csv'));
  };
  expect(await lookAtTwo(500)).toEqual(['/settings/imports/8/failures.csv', '/settings/imports/9/failures.csv']);
  expect(said.flatMap(({ data }) => (data.news?.what === 'failures' ? data.news.id : []))).toEqual(['second']);
  asked = [];
  expect(await lookAtTwo(429)).toEqual(['/settings/imports/8/failures.csv']);
});
