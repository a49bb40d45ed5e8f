import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeClient } from './client';
import { type RunningPractice, startPractice } from './server';

const day = 24 * 3_600_000;
let practice: RunningPractice;
beforeAll(async () => {
  practice = await startPractice({ now: () => Date.UTC(2026, 10, 20, 9, 30) });
});
afterAll(() => practice.close());
beforeEach(() => practice.reset());

const amelie = () => practice.server('old').account('amelie');
const address = (rest = '') => `https://old.localhost/api/v1/accounts/${amelie().id}/followers?limit=80${rest}`;
const acctsIn = (text: string): string[] => JSON.parse(text).map(({ acct }: { acct: string }) => acct);

describe('followers by name', () => {
  test('are read page by page, newest first, people of the server itself by name alone', async () => {
    const client = makeClient(practice);
    const read: string[] = [];
    for (let next = address(); next !== ''; ) {
      const page = await client.get(next);
      read.push(...acctsIn(page.text));
      next = /<([^>]+)>; rel="next"/.exec(String(page.headers.link ?? ''))?.[1] ?? '';
    }
    expect(read).toHaveLength(240);
    expect(read[0]).toBe('band');
    expect(new Set(read).size).toBe(240);
  });

  test('a hidden list is empty for strangers, and whole for the person themselves', async () => {
    amelie().hideCollections = true;
    const client = makeClient(practice);
    expect(acctsIn((await client.get(address())).text)).toEqual([]);
    await client.signIn('https://old.localhost', 'amelie@mail.example');
    const own = await client.get(address());
    expect(acctsIn(own.text)).toHaveLength(80);
    expect(own.headers['cache-control']).toBe('private, no-store');
  });

  test('every answer says how many more the limit allows', async () => {
    const client = makeClient(practice);
    expect((await client.get(address())).headers['x-ratelimit-remaining']).toBe('299');
    expect((await client.get(address('&max_id=1'))).headers['x-ratelimit-remaining']).toBe('298');
  });
});

describe('a Move', () => {
  const move = async () => {
    const client = makeClient(practice);
    await client.signIn('https://old.localhost', 'amelie@mail.example');
    await client.signIn('https://new.localhost', 'amelie@mail.example');
    const aliases = await client.get('https://new.localhost/settings/aliases');
    await client.submit(aliases, '#new_account_alias', { 'account_alias[acct]': 'amelie@old.localhost' });
    return async () => {
      const page = await client.get('https://old.localhost/settings/migration');
      const form = { 'account_migration[acct]': 'amelie_new@new.localhost', 'account_migration[current_password]': 'practice' };
      return client.submit(page, '#new_account_migration', form);
    };
  };

  test('leaves who followed both accounts, whose software knows no Move, and whose server is down', async () => {
    const fresh = practice.server('new').account('amelie_new');
    amelie().followers = new Set(['both@fjord.example', 'one@fjord.example', 'reader@blogs.example', 'asleep@sunken.example']);
    fresh.followers.add('both@fjord.example');
    practice.elsewhere.ignoresMove.add('blogs.example');
    await (await move())();
    practice.tick(60_000);
    expect([...amelie().followers]).toEqual(['both@fjord.example', 'reader@blogs.example', 'asleep@sunken.example']);
    expect([...fresh.followers].sort()).toEqual(['both@fjord.example', 'one@fjord.example']);
  });

  test('made again a month later brings those whose server was down, and nobody else', async () => {
    amelie().followers = new Set(['one@fjord.example', 'reader@blogs.example', 'asleep@sunken.example']);
    practice.elsewhere.ignoresMove.add('blogs.example');
    const press = await move();
    await press();
    practice.tick(31 * day);
    practice.elsewhere.dead.delete('sunken.example');
    amelie().moved = null;
    await press();
    practice.tick(60_000);
    expect([...amelie().followers]).toEqual(['reader@blogs.example']);
  });

  test('made again within seven days is ignored by servers that have seen the first', async () => {
    amelie().followers = new Set(['one@fjord.example']);
    const press = await move();
    await press();
    practice.tick(60_000);
    amelie().followers.add('late@fjord.example');
    amelie().moved = null;
    amelie().migrations = [];
    await press();
    practice.tick(60_000);
    expect([...amelie().followers]).toEqual(['late@fjord.example']);
  });
});
