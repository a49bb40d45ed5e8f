// @ts-check
/**
 * `npm run ready -- v0.1.0`: whether this tree may be released under that tag, or what is still to be done. The release
 * workflow asks it first.
 */
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { command, root, SetUpError } from './set-up.mjs';

/** A version with its day; what is not released yet may stand above. */
const heading = /^## (\d+\.\d+\.\d+) \((\d{4}-\d{2}-\d{2})\)$/;

/**
 * The versions of a changelog, newest first, and what stands under “Unreleased”.
 * @param {string} changelog
 */
export function readChangelog(changelog) {
  const lines = changelog.split('\n');
  const first = lines.findIndex((line) => heading.test(line));
  const above = lines.slice(0, first === -1 ? lines.length : first);
  const versions = lines.flatMap((line) => {
    const [, version = '', date = ''] = heading.exec(line) ?? [];
    return version === '' ? [] : [{ version, date }];
  });
  return { versions, unreleased: above.filter((line) => line.startsWith('- ')) };
}

/**
 * What keeps a tree from being released under a tag, in plain words; empty when nothing does.
 * @param {{ tag: string, changelog: string, packageJson: { version: string, homepage?: string, bugs?: string } }} tree
 * @returns {string[]}
 */
export function obstacles({ tag, changelog, packageJson: { version, homepage = '', bugs = '' } }) {
  const { versions, unreleased } = readChangelog(changelog);
  const found = [];
  if (tag !== `v${version}`) found.push(`The tag is ${tag === '' ? 'missing' : tag}, and package.json says ${version}: it must be v${version}.`);
  if (versions[0]?.version !== version) found.push(`CHANGELOG.md has no heading “## ${version} (YYYY-MM-DD)” above the others.`);
  if (unreleased.length > 0) found.push(`CHANGELOG.md has ${unreleased.length} lines under “Unreleased”: move them to ${version}.`);
  for (const [name, address] of Object.entries({ homepage, bugs }))
    if (!isPublic(address)) found.push(`\`${name}\` in package.json is ${address === '' ? 'missing' : address}: write the public address there.`);
  return found;
}

/** Names under `.example` lead nowhere (RFC 2606). @param {string} address */
const isPublic = (address) => URL.canParse(address) && new URL(address).protocol === 'https:' && !new URL(address).hostname.endsWith('.example');

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await command(() => {
    /** @param {string} file */
    const read = (file) => fs.readFileSync(path.join(root, file), 'utf8');
    const found = obstacles({ tag: process.argv[2] ?? '', changelog: read('CHANGELOG.md'), packageJson: JSON.parse(read('package.json')) });
    if (found.length > 0) throw new SetUpError(`Not ready to be released:\n${found.map((line) => `  ${line}`).join('\n')}`);
    console.log('Ready to be released.');
  });
}
