/**
 * What a public forge runs of us: pinned to commits, with no more rights than it needs, and with commands that there
 * are.
 */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json';

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, '.github', 'workflows');
const files = fs.readdirSync(folder);
const read = (file: string) => fs.readFileSync(path.join(folder, file), 'utf8');
const linesOf = (file: string) =>
  read(file)
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s*#/.test(line));

/** The lines of each job, by its name. */
function jobsOf(file: string): Record<string, string[]> {
  const jobs: Record<string, string[]> = {};
  let current: string[] = [];
  for (const line of linesOf(file).slice(linesOf(file).indexOf('jobs:') + 1)) {
    const [, name] = /^ {2}(\w+):$/.exec(line) ?? [];
    if (name === undefined) current.push(line);
    else {
      current = [];
      jobs[name] = current;
    }
  }
  return jobs;
}
const usesIn = (lines: readonly string[]) => lines.flatMap((line) => /\buses: *(.+)$/.exec(line)?.[1] ?? []);
const runsIn = (lines: readonly string[]) => lines.flatMap((line) => /\brun: *(.+)$/.exec(line)?.[1] ?? []);

/** Looked up in the actions' own repositories: the commit that the tag of the release names. */
const pinned = new Set([
  'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1',
  'actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0',
  'actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0',
  'actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1',
]);

test('there are two, for every change and for a release', () => expect([...files].sort()).toEqual(['ci.yml', 'release.yml']));

describe.each(files)('%s', (file) => {
  const jobs = jobsOf(file);

  test('uses actions by the commit of a release that was looked up', () => {
    const used = usesIn(linesOf(file));
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((each) => !pinned.has(each))).toEqual([]);
  });

  test('gives no right by itself, and each job says its own, with an end to its time', () => {
    expect(linesOf(file)).toContain('permissions: {}');
    expect(Object.keys(jobs).length).toBeGreaterThan(1);
    for (const [name, lines] of Object.entries(jobs)) {
      expect(lines, name).toContain('    permissions:');
      expect(lines.filter((line) => /^ {6}[\w-]+: (?:read|write)$/.test(line)).length, name).toBe(1);
      expect(
        lines.some((line) => /^ {4}timeout-minutes: \d+$/.test(line)),
        name,
      ).toBe(true);
    }
  });

  test('runs commands that there are', () => {
    const parts = [...fs.readFileSync(path.join(root, 'scripts', 'test.mjs'), 'utf8').matchAll(/(?:name: |vitest\()'([^']+)'|build\('(\w+)'\)/g)];
    const names = parts.map(([, name, browser]) => name ?? `build ${browser}`);
    const commands = runsIn(linesOf(file)).flatMap((line) => line.match(/\bnpm .+/)?.[0] ?? []);
    for (const command of commands) {
      const [, , name = ''] = /^npm (run )?(\w+)/.exec(command) ?? [];
      expect(Object.keys(packageJson.scripts), command).toContain(name);
      if (name !== 'test') continue;
      const words = [...command.replace(/^npm test -- /, '').matchAll(/"([^"]+)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
      for (const word of words)
        expect(
          names.filter((each) => each.includes(word)),
          word,
        ).not.toEqual([]);
    }
  });

  test('keeps no key after taking the sources, and puts nothing that a stranger may write into a command', () => {
    for (const lines of Object.values(jobs)) {
      const at = lines.findIndex((line) => line.includes('actions/checkout@'));
      if (at !== -1) expect(lines.slice(at, at + 3).join()).toContain('persist-credentials: false');
      expect(runsIn(lines).filter((line) => line.includes('${{'))).toEqual([]);
    }
    expect(read(file)).not.toMatch(/pull_request_target|workflow_run|secrets\./);
  });
});

describe('a release', () => {
  const jobs = jobsOf('release.yml');

  test('is a person’s act: nothing else starts it', () => {
    const text = linesOf('release.yml');
    const at = text.indexOf('on:');
    expect(text.slice(at, at + 3)).toEqual(['on:', '  workflow_dispatch:', 'permissions: {}']);
  });

  test('is asked whether it is ready, tested, and built twice before anything is made public', () => {
    expect(runsIn(jobs.build ?? []).map((line) => /^npm (?:run )?\w+/.exec(line)?.[0])).toEqual(['npm run ready', 'npm test', 'npm run package']);
    expect(jobs.build?.join()).toContain('npm run package -- --twice');
    expect(jobs.publish).toContain('    needs: build');
  });

  test('may write only where nothing that was built runs', () => {
    const writing = Object.entries(jobs).filter(([, lines]) => lines.some((line) => line.endsWith(': write')));
    expect(writing.map(([name]) => name)).toEqual(['publish']);
    const commands = runsIn(jobs.publish ?? []);
    expect(commands.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual(['cd dist &&', 'gh release create']);
    expect(commands[0]).toContain('sha256sum --check --strict SHA256SUMS');
    expect(commands[1]).toMatch(/--verify-tag .*--draft/);
    expect(usesIn(jobs.publish ?? []).filter((each) => !each.startsWith('actions/download-artifact@'))).toEqual([]);
  });
});

test('every change is built twice, and compared', () => {
  expect(runsIn(jobsOf('ci.yml').same ?? [])).toEqual(['npm run package -- --twice']);
});
