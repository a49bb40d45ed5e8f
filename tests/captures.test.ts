import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { capturesIn, checkCaptures } from '../scripts/captures';

const folder = process.env.MASTODON_CAPTURES;

describe('captured pages of real Mastodon templates', () => {
  test.skipIf(!folder)(
    folder ? `every page below ${folder} is read right` : 'left out: MASTODON_CAPTURES names no folder',
    () => {
      const results = checkCaptures(folder ?? '');
      expect(results.length).toBeGreaterThan(0);
      expect(results.filter(({ failures }) => failures.length > 0)).toEqual([]);
    },
    120_000,
  );
});

describe('a folder that is not as it should be', () => {
  const broken = mkdtempSync(join(tmpdir(), 'captures-'));
  const put = (name: string, text: string) => {
    mkdirSync(join(broken, name, '..'), { recursive: true });
    writeFileSync(join(broken, name), text);
  };
  put('9.9/xx/deep/page.lonely.html', '<p>no JSON</p>');
  put('9.9/xx/page.broken.html', '<p>');
  put('9.9/xx/page.broken.json', '{"url": ');
  put('page.nowhere.html', '<p>');
  put('page.nowhere.json', '{"page": null}');
  put('page.claims.html', '<p>not this page</p>');
  put('page.claims.json', '{"url": "https://old.example/settings/aliases", "page": "aliases", "account": {"handle": "a@old.example"}}');
  put('page.fine.html', '');
  put('page.fine.json', '{"url": "https://old.example/about", "page": null, "account": null, "facts": {}}');
  put('notes.json', '{}');

  test('is walked to its end', () => {
    expect(capturesIn(broken)).toEqual(['9.9/xx/deep/page.lonely.html', '9.9/xx/page.broken.html', 'page.claims.html', 'page.fine.html', 'page.nowhere.html']);
  });
  test('has each trouble named', () => {
    const failures = Object.fromEntries(checkCaptures(broken).map((result) => [result.file, result.failures]));
    expect(failures['9.9/xx/deep/page.lonely.html']).toEqual(['there is no JSON beside it']);
    expect(failures['9.9/xx/page.broken.html']).toHaveLength(1);
    expect(failures['page.nowhere.html']).toEqual(['the JSON beside it names no url']);
    expect(failures['page.claims.html']?.[0]).toBe('page: expected "aliases", read null');
    expect(failures['page.fine.html']).toEqual([]);
  });
});
