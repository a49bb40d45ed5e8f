/** What is built asks for no more than the product's rules allow, and carries nothing of the tests. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { dependencies } from '../package.json';
import { GECKO_ID } from '../wxt.config';

const root = path.resolve(import.meta.dirname, '..');

describe.each(['chrome-mv3', 'firefox-mv3'])('%s', (name) => {
  const folder = path.join(root, '.output', name);
  const file = path.join(folder, 'manifest.json');
  const built = fs.existsSync(file);
  const manifest = built ? (JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>) : {};

  test('is built, and after its configuration was last changed', () => {
    expect(built, 'Run: npm run build').toBe(true);
    const changed = fs.statSync(path.join(root, 'wxt.config.ts')).mtimeMs;
    expect(fs.statSync(file).mtimeMs, 'Older than wxt.config.ts. Run: npm run build').toBeGreaterThan(changed);
  });

  test('is Manifest V3', () => {
    expect(manifest.manifest_version).toBe(3);
  });

  test('sees no site at install, and may ask only for sites over https', () => {
    expect(manifest).not.toHaveProperty('host_permissions');
    expect(manifest).not.toHaveProperty('content_scripts');
    expect(manifest.optional_host_permissions).toEqual(['https://*/*']);
  });

  test('no site can probe for it', () => {
    expect(manifest).not.toHaveProperty('web_accessible_resources');
    expect(manifest).not.toHaveProperty('externally_connectable');
  });

  test('has exactly the permissions the product needs', () => {
    expect([...(manifest.permissions as string[])].sort()).toEqual(['activeTab', 'alarms', 'scripting', 'storage']);
    expect(manifest.optional_permissions).toEqual(['notifications']);
  });

  test('stays out of private windows', () => {
    expect(manifest.incognito).toBe('not_allowed');
  });

  test('its pages run only their own scripts', () => {
    const policy = (manifest.content_security_policy as { extension_pages: string }).extension_pages;
    expect(policy).toMatch(/default-src 'none'/);
    expect(policy).toMatch(/script-src 'self'(;|$)/);
    expect(policy).not.toMatch(/unsafe|http:/);
  });

  test('carries the licence of every package in it, in full', () => {
    const text = fs.readFileSync(path.join(folder, 'licences.txt'), 'utf8');
    const parts = text.split(`${'='.repeat(80)}\n`).slice(1);
    const licences = Object.fromEntries(parts.flatMap((part, at) => (at % 2 === 0 ? [[part.split(' ')[0] ?? '', parts[at + 1] ?? '']] : [])));
    // JSZip has four others packed into its one file.
    const needed = [...Object.keys(dependencies), 'lie', 'pako', 'readable-stream', 'setimmediate'];
    expect(needed.filter((each) => !/Permission|Redistribution|Mozilla Public License/.test(licences[each] ?? ''))).toEqual([]);
    expect(text).toContain('under the Mozilla Public License 2.0');
    expect(text).not.toContain(root);
  });

  test('carries nothing of the practice servers', () => {
    const practice = /(old|new)\.localhost|PRACTICE-TOKEN|tests\/practice/;
    const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(entries.length).toBeGreaterThan(5);
    const found = entries.map((entry) => path.join(entry.parentPath, entry.name)).filter((each) => practice.test(fs.readFileSync(each, 'latin1')));
    expect(found).toEqual([]);
  });
});

test('Firefox knows it by our id, and that it collects nothing before being asked', () => {
  const manifest = JSON.parse(fs.readFileSync(path.join(root, '.output/firefox-mv3/manifest.json'), 'utf8'));
  expect(manifest.browser_specific_settings.gecko.id).toBe(GECKO_ID);
  expect(manifest.browser_specific_settings.gecko.data_collection_permissions.required).toEqual(['none']);
});
