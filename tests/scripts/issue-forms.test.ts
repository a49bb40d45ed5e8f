/** The forms that people write to us with say what the extension itself says. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import english from '../../locales/en.json';
import french from '../../locales/fr.json';

const root = path.resolve(import.meta.dirname, '../..');
const form = (name: string) => fs.readFileSync(path.join(root, '.github', 'ISSUE_TEMPLATE', name), 'utf8');
const { snapshot } = english.popup;

test('the form for a page names the button that makes the snapshot, and the popup names the form', () => {
  const [, name = ''] = /^name: (.+)$/m.exec(form('page.yml')) ?? [];
  expect(form('page.yml')).toContain(`“${snapshot.button}”`);
  expect(form('page.yml')).toContain(`“${snapshot.copy}”`);
  for (const words of [snapshot.body, snapshot.none, french.popup.snapshot.body, french.popup.snapshot.none]) expect(words).toContain(name);
});

test('the form for a move that got stuck has every step by its name', () => {
  const [, options = ''] = /label: At which step\?\n\s+options:\s+\[(.+)\]/.exec(form('stuck.yml')) ?? [];
  expect(options.split(', ')).toEqual(Object.values(english.steps).map(({ title }) => title));
});

test.each(['page.yml', 'stuck.yml', 'fault.yml'])('%s asks nobody for names or keys', (name) => {
  expect(form(name)).toMatch(/[Nn]ever paste a password/);
});
