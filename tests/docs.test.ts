import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');

test('every file that a document names is there', () => {
  const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'PRIVACY.md', 'docs/permissions.md', 'docs/releasing.md'];
  const missing = documents.flatMap((document) => {
    const named = [
      ...read(document).matchAll(/`((?:tests|journey|lists|kit|mastodon|browser|worker|components|page|views|entrypoints|scripts|modules)\/[\w./-]+\.\w+)`/g),
    ];
    return named.flatMap(([, file = '']) => (fs.existsSync(path.join(root, file)) ? [] : [`${document}: ${file}`]));
  });
  expect(missing).toEqual([]);
});

test('docs/permissions.md names exactly what the manifest asks for', () => {
  const config = read('wxt.config.ts');
  const asked = [...config.matchAll(/(?:permissions|optional_permissions|optional_host_permissions): \[([^\]]+)\]/g)]
    .flatMap(([, list = '']) => [...list.matchAll(/'([^']+)'/g)].map(([, name]) => name))
    .sort();
  const told = [...read('docs/permissions.md').matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name).sort();
  expect(told).toEqual(asked);
});

describe.each(['en', 'fr'])('store texts in %s', (language) => {
  test('fit, and are the manifest’s own', () => {
    const text = read(`store/${language}.md`);
    const { manifest } = JSON.parse(read(`locales/${language}.json`)) as { manifest: { name: string; description: string } };
    const plain = (words: string) => words.replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ');
    const part = (heading: string, most: number) => {
      const [, words = ''] = text.split(`## ${heading} (${most})\n\n`);
      return words.split('\n')[0] ?? '';
    };
    expect(plain(part('Name', 45))).toBe(plain(manifest.name));
    expect(plain(part('Summary', 132))).toBe(plain(manifest.description));
    expect(part('Name', 45).length).toBeLessThanOrEqual(45);
    expect(part('Summary', 132).length).toBeLessThanOrEqual(132);
  });
});
