import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json';
import lock from '../../package-lock.json';
import { obstacles, readChangelog } from '../../scripts/ready.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');
const manifest = (folder: string) => JSON.parse(read(`.output/${folder}/manifest.json`)) as { version: string; homepage_url: string };

describe('the changelog', () => {
  const { versions } = readChangelog(read('CHANGELOG.md'));

  test('begins with the version of package.json, of its lock file, and of both manifests', () => {
    const [newest] = versions;
    expect([newest?.version, lock.version, lock.packages[''].version]).toEqual(Array.from({ length: 3 }, () => packageJson.version));
    for (const folder of ['chrome-mv3', 'firefox-mv3'])
      expect(manifest(folder)).toMatchObject({ version: packageJson.version, homepage_url: packageJson.homepage });
  });
  test('names days that there are, the newest first', () => {
    const days = versions.map(({ date }) => date);
    for (const day of days) expect(new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10)).toBe(day);
    expect([...days].sort().reverse()).toEqual(days);
  });
  test('has no other headings than versions with their day, and “Unreleased” above them', () => {
    const headings = [...read('CHANGELOG.md').matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    const dated = versions.map(({ version, date }) => `${version} (${date})`);
    expect([dated, ['Unreleased', ...dated]]).toContainEqual(headings);
  });
});

describe('a tree may be released', () => {
  const changelog = '# Changelog\n\n## 1.2.0 (2026-12-01)\n\n- New.\n\n## 1.1.0 (2026-11-01)\n\n- Old.\n';
  const good = { tag: 'v1.2.0', changelog, packageJson: { version: '1.2.0', homepage: 'https://forge.test/x', bugs: 'https://forge.test/x/issues' } };

  test('when everything says the same version, and its addresses are public', () => expect(obstacles(good)).toEqual([]));
  test.each([
    ['another tag', { tag: 'v1.1.0' }, /tag is v1\.1\.0/],
    ['no tag', { tag: '' }, /tag is missing/],
    ['a version that the changelog does not have', { tag: 'v1.3.0', packageJson: { ...good.packageJson, version: '1.3.0' } }, /no heading “## 1\.3\.0/],
    ['changes that belong to no version', { changelog: changelog.replace('## 1.2.0', '## Unreleased\n\n- Newer.\n\n## 1.2.0') }, /1 lines under “Unreleased”/],
    ['an address that leads nowhere', { packageJson: { ...good.packageJson, homepage: 'https://transhumance.example/' } }, /`homepage`/],
    ['no place to write to', { packageJson: { version: '1.2.0', homepage: 'https://forge.test/x' } }, /`bugs` in package\.json is missing/],
  ])('not with %s', (_, changed, why) => {
    expect(obstacles({ ...good, ...changed })).toEqual([expect.stringMatching(why)]);
  });
});
