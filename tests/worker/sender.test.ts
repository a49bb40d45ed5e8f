import { beforeEach, expect, test, vi } from 'vitest';
import { browser } from 'wxt/browser';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { noteTab } from '../../browser/store';
import type { PageSeen } from '../../journey/facts';
import { isOurs, originOf, shownBy } from '../../worker/sender';

const seen = {
  page: 'aliases',
  url: 'https://neu.example/settings/aliases',
  account: { handle: 'rosa_l@neu.example', id: '1', functional: true, movedTo: null },
  server: { domain: 'neu.example', version: '4.5.0', software: 'mastodon', language: 'en' },
  labels: {},
  facts: { listed: [] },
} as unknown as PageSeen;
const url = 'https://neu.example/settings/imports';
const tab = { id: 7 } as never;

beforeEach(async () => {
  fakeBrowser.reset();
  await noteTab(7, seen, () => false);
});

test.each([
  ['https://neu.example/settings?x=1#y', 'https://neu.example'],
  ['https://neu.example:8443/', 'https://neu.example:8443'],
  ['no address', null],
  ['', null],
  [undefined, null],
])('the origin of %s', (address, origin) => expect(originOf(address)).toBe(origin));

test('what a tab has shown is told to the page that is in it', async () => {
  expect((await shownBy({ tab, frameId: 0, url }))?.seen).toEqual(seen);
});
test.each([
  ['a frame in it', { tab, frameId: 3, url }],
  ['another server', { tab, frameId: 0, url: 'https://else.example/settings/imports' }],
  ['the same name at another port', { tab, frameId: 0, url: 'https://neu.example:8443/settings/imports' }],
  ['what has no address', { tab, frameId: 0 }],
  ['what says no address', { tab, frameId: 0, url: 'neu.example' }],
  ['another tab', { tab: { id: 8 } as never, frameId: 0, url }],
  ['what is in no tab', { frameId: 0, url }],
])('and not to %s', async (_who, sender) => expect(await shownBy(sender)).toBeNull());

test('only pages of the extension are ours', () => {
  vi.spyOn(browser.runtime, 'getURL').mockImplementation((file) => `chrome-extension://ours${file}`);
  expect(isOurs('chrome-extension://ours/start.html')).toBe(true);
  for (const other of ['chrome-extension://ours-too/start.html', 'https://neu.example/chrome-extension://ours/', undefined]) expect(isOurs(other)).toBe(false);
});
