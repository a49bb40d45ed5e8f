/** The server is updated while lists are read: no list is lost, and none is taken for another. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { collectLists } from '../../mastodon/session';
import { makeClient } from '../practice/client';
import { pageSession } from '../practice/page-session';
import { type RunningPractice, startPractice } from '../practice/server';

let practice: RunningPractice;
beforeAll(async () => {
  practice = await startPractice();
});
afterAll(() => practice.close());

/** How many requests it took, and what became of each list. */
async function collect(updateBefore: number): Promise<{ requests: number; kept: Record<string, number>; lost: string[] }> {
  practice.reset();
  const old = practice.server('old');
  old.options.version = '4.5';
  const client = makeClient(practice);
  await client.signIn(old.origin, 'amelie@mail.example');
  const own = pageSession(practice, client, 'old');
  let requests = 0;
  const send = ((...asked: Parameters<typeof fetch>) => {
    requests += 1;
    if (requests === updateBefore) old.options.version = '4.6';
    return own.send(...asked);
  }) as typeof fetch;
  const kept: Record<string, number> = {};
  const lost: string[] = [];
  for await (const step of collectLists({ handle: 'amelie@old.localhost', kinds: null }, { ...own, send })) {
    if (step.what === 'list') kept[step.file.kind] = step.file.rows;
    if (step.what === 'lost') lost.push(step.kind);
    expect(step.what).not.toBe('stopped');
  }
  return { requests, kept, lost };
}

test('before every single request of it', async () => {
  const whole = await collect(0);
  expect(Object.keys(whole.kept).length).toBe(7);
  for (let at = 1; at <= whole.requests; at++) {
    const { kept, lost } = await collect(at);
    const told = { at, kept, lost };
    // What is lost is said, and asked for again; filters alone are read in another way since 4.6.
    expect(
      lost.filter((kind) => kind !== 'custom_filters'),
      JSON.stringify(told),
    ).toEqual([]);
    expect([...Object.keys(kept), ...lost].sort(), JSON.stringify(told)).toEqual(Object.keys(whole.kept).sort());
    for (const [kind, rows] of Object.entries(kept)) expect(rows, `${kind} ${at}`).toBe(whole.kept[kind]);
  }
});
