/**
 * The defences of SECURITY.md, each with a way to take it out and the test that must fail then. `npm run defences` takes
 * them out one after the other; `npm test` does so with a few, chosen by a seed (`scripts/defences.ts`).
 */
export interface Defence {
  /** The row of SECURITY.md: what somebody could try. */
  threat: string;
  /** What is taken out. */
  what: string;
  file: string;
  /** A piece of the file, which is there once. */
  code: string;
  /** What stands there without the defence. */
  without: string;
  test: string;
}

type Taken = Omit<Defence, 'threat'>;

const byThreat: Record<string, Taken[]> = {
  'read the access token that settings pages carry': [
    {
      what: 'the token is dropped while its block is parsed',
      file: 'mastodon/account.ts',
      code: "key === 'access_token' ? undefined : value",
      without: 'key === undefined ? undefined : value',
      test: 'tests/mastodon/account.test.ts',
    },
    {
      what: 'what nobody sees is not read with a button that encloses it',
      file: 'mastodon/define-page.ts',
      code: '!unseen.has((node as Element).localName)',
      without: 'unseen',
      test: 'tests/mastodon/pages.test.ts',
    },
  ],
  'have another address filled in, or a form with another target': [
    {
      what: 'the server is looked at when it comes to filling',
      file: 'mastodon/fill.ts',
      code: 'address.origin !== expect.origin',
      without: 'expect.origin === null',
      test: 'tests/mastodon/fill.test.ts',
    },
    {
      what: 'so is the account',
      file: 'mastodon/fill.ts',
      code: 'signedIn.account.handle !== expect.handle',
      without: 'expect.handle === null',
      test: 'tests/mastodon/fill.test.ts',
    },
    {
      what: 'no button may send the form elsewhere',
      file: 'mastodon/fill.ts',
      code: '|| isDiverted(form, document)',
      without: '|| (isDiverted(form, document) && form.method === null)',
      test: 'tests/mastodon/fill.test.ts',
    },
    {
      what: 'no form shows in the address what is filled in',
      file: 'mastodon/fill.ts',
      code: "form.getAttribute('method')?.toLowerCase() !== 'post'",
      without: 'form.method === null',
      test: 'tests/mastodon/fill.test.ts',
    },
    {
      what: 'a field belongs to the proving form',
      file: 'mastodon/fill.ts',
      code: ' || field.form !== form',
      without: '',
      test: 'tests/mastodon/fill.test.ts',
    },
    {
      what: 'a form that leads to another server is none',
      file: 'mastodon/define-page.ts',
      code: 'url.origin === origin ? url.pathname : null',
      without: 'url.pathname',
      test: 'tests/mastodon/fill.test.ts',
    },
    {
      what: 'a field that nobody sees is not filled',
      file: 'mastodon/fill.ts',
      code: "!element.closest('[hidden], [inert], fieldset[disabled]') &&",
      without: '',
      test: 'tests/mastodon/fill.test.ts',
    },
  ],
  "press the card's buttons by a script": [
    {
      what: 'only events of a person count',
      file: 'page/shell.ts',
      code: 'return event.isTrusted && (',
      without: 'return (',
      test: 'tests/page/overlay.test.ts',
    },
    {
      what: 'and only inside the card',
      file: 'page/shell.ts',
      code: '&& (card.contains(event.target as Node) || pill.contains(event.target as Node))',
      without: '',
      test: 'tests/page/overlay.test.ts',
    },
  ],
  'lead a press astray, to another new account': [
    {
      what: 'whom to move to is asked on a page of ours',
      file: 'worker/pages.ts',
      code: "act?.kind === 'choose-new'",
      without: "act?.kind === 'leave-out'",
      test: 'tests/worker/background.test.ts',
    },
  ],
  'send the background any message that a content script can send': [
    {
      what: 'a page speaks only of itself',
      file: 'worker/pages.ts',
      code: ' || !isFrom(sender.url, parsed.output.url)',
      without: '',
      test: 'tests/worker/background.test.ts',
    },
    {
      what: 'a frame is not heard',
      file: 'worker/pages.ts',
      code: ' || sender.frameId !== 0 || !parsed.success',
      without: ' || !parsed.success',
      test: 'tests/worker/background.test.ts',
    },
    {
      what: 'only our own pages are ours',
      file: 'worker/sender.ts',
      code: "sender?.startsWith(browser.runtime.getURL('/')) ?? false",
      without: "sender?.startsWith('http') ?? false",
      test: 'tests/worker/background.test.ts',
    },
    {
      what: 'a card belongs to the server that showed it',
      file: 'worker/sender.ts',
      code: ' && originOf(url) === new URL(here.seen.url).origin',
      without: '',
      test: 'tests/worker/background.test.ts',
    },
    {
      what: 'only popup and start page say what a person did',
      file: 'worker/views.ts',
      code: 'if (!isOurs(sender.url) || !event.success) return;',
      without: 'if (!event.success) return;',
      test: 'tests/worker/background.test.ts',
    },
    {
      what: 'only popup and start page press their buttons',
      file: 'worker/views.ts',
      code: 'if (!isOurs(sender.url) || !act.success || !stored.ok) return;',
      without: 'if (!act.success || !stored.ok) return;',
      test: 'tests/worker/background.test.ts',
    },
    {
      what: 'only our own page forgets everything',
      file: 'worker/views.ts',
      code: 'if (!isOurs(sender.url)) return false;',
      without: '',
      test: 'tests/worker/background.test.ts',
    },
    {
      what: 'a page is heard only so often',
      file: 'worker/page-reports.ts',
      code: 'if (wait > 0) {',
      without: 'if (wait === Infinity) {',
      test: 'tests/worker/page-reports.test.ts',
    },
    {
      what: 'where the browser can, storage is closed to pages',
      file: 'worker/background.ts',
      code: 'void closeStorageToPages();',
      without: '',
      test: 'tests/worker/background.test.ts',
    },
    {
      what: 'an errand is heard from its own tab alone',
      file: 'worker/errand.ts',
      code: 'sender.tab?.id === errand.tabId && ',
      without: '',
      test: 'tests/worker/background.test.ts',
    },
    {
      what: 'and with its own number',
      file: 'worker/errand.ts',
      code: 'errand.id === id && ',
      without: '',
      test: 'tests/worker/background.test.ts',
    },
  ],
  'have a setting of the new account changed that was not ticked, or another value sent': [
    {
      what: 'only the start page agrees to it',
      file: 'worker/profile.ts',
      code: 'if (!isOurs(sender.url) || !send.success',
      without: 'if (!send.success',
      test: 'tests/worker/profile.test.ts',
    },
    {
      what: 'only the tab that took the order is heard',
      file: 'worker/profile.ts',
      code: 'if (!isTaking || (await isElsewhere(taken, tabId, Number.POSITIVE_INFINITY))) return null;',
      without: '',
      test: 'tests/worker/profile.test.ts',
    },
    {
      what: 'what was not ticked is not sent',
      file: 'mastodon/profile.ts',
      code: 'if (values === undefined) continue;',
      without: "if (values === undefined) { await sendRow(id, [''], before.value, session, null); continue; }",
      test: 'tests/mastodon/profile.test.ts',
    },
  ],
  'replace lists on the new account, or import another file than was agreed to': [
    {
      what: 'an import is always merge',
      file: 'mastodon/import-forms.ts',
      code: "body.append(fields.mode.name, 'merge');",
      without: "body.append(fields.mode.name, 'overwrite');",
      test: 'tests/mastodon/import-forms.test.ts',
    },
    {
      what: 'the page’s own mode does not go along',
      file: 'mastodon/import-forms.ts',
      code: 'body.delete(name);',
      without: 'if (name !== fields.mode.name) body.delete(name);',
      test: 'tests/mastodon/import-forms.test.ts',
    },
    {
      what: 'what would overwrite is not confirmed',
      file: 'mastodon/confirmation.ts',
      code: "if (said.overwrites) found.push('overwrites');",
      without: '',
      test: 'tests/mastodon/confirmation.test.ts',
    },
    {
      what: 'nor is another number of rows',
      file: 'mastodon/confirmation.ts',
      code: "if (said.total !== meant.rows) found.push('other-count');",
      without: '',
      test: 'tests/mastodon/confirmation.test.ts',
    },
    {
      what: 'a page gets only the file whose turn it is',
      file: 'worker/import/files.ts',
      code: '(await fileOfTurn(sender)) === piece',
      without: 'true',
      test: 'tests/worker/importing.test.ts',
    },
    {
      what: '“Import all” serves only what was agreed to',
      file: 'journey/import/pieces.ts',
      code: "(imports.run.state === 'idle' || isAgreed(imports, piece.id))",
      without: 'imports !== null',
      test: 'tests/journey/imports.test.ts',
    },
    {
      what: 'what is tried again has no list cut anew',
      file: 'journey/import/imports.ts',
      code: ', now), again: true }))',
      without: ', now) }))',
      test: 'tests/worker/background.test.ts',
    },
    {
      what: 'nothing is sent that was not noted before',
      file: 'worker/import/steps.ts',
      code: 'if (!isWanted) return endQuietly();',
      without: '',
      test: 'tests/worker/background.test.ts',
    },
  ],
  "send a request of the person's session to another server": [
    {
      what: 'a request says itself that it stays on its server',
      file: 'mastodon/session.ts',
      code: "mode: 'same-origin',",
      without: '',
      test: 'tests/mastodon/session.test.ts',
    },
    {
      what: 'an answer that came from elsewhere is not taken',
      file: 'mastodon/session.ts',
      code: "end.origin === session.origin ? await read({ response, path: end.pathname }) : 'unreachable'",
      without: 'await read({ response, path: end.pathname })',
      test: 'tests/mastodon/bring.test.ts',
    },
  ],
  'make the extension ask other hosts': [
    {
      what: 'only the plan’s hosts are asked',
      file: 'mastodon/http.ts',
      code: 'plain && allowed.has(url.host) ? url : null',
      without: 'plain && allowed ? url : null',
      test: 'tests/mastodon/http.test.ts',
    },
    {
      what: 'without cookies',
      file: 'mastodon/http.ts',
      code: "        credentials: 'omit',\n        cache: 'no-store',",
      without: "        cache: 'no-store',",
      test: 'tests/mastodon/http.test.ts',
    },
    {
      what: 'no redirect is followed',
      file: 'mastodon/http.ts',
      code: "redirect: follow ? 'follow' : 'error',",
      without: "redirect: 'follow',",
      test: 'tests/mastodon/http.test.ts',
    },
    {
      what: 'the next page of a list is asked for where this one was, whatever host it names',
      file: 'mastodon/http.ts',
      code: 'here.origin + here.pathname + query',
      without: "'https://evil.example/steal' + query",
      test: 'tests/mastodon/http.test.ts',
    },
    {
      what: 'a redirect that was followed all the same is not believed',
      file: 'mastodon/http.ts',
      code: ' || (!follow && final.host !== host)',
      without: '',
      test: 'tests/mastodon/http.test.ts',
    },
  ],
  'exhaust memory or time with an answer or a file': [
    {
      what: 'an answer is read no further than its cap',
      file: 'mastodon/body.ts',
      code: 'if (grown > most) {',
      without: 'if (grown < 0) {',
      test: 'tests/mastodon/http.test.ts',
    },
    {
      what: 'a page that lists more filters than anybody has is not followed',
      file: 'mastodon/session.ts',
      code: "if (links.length > MOST_FILTERS) return lost('too-big', String(links.length));",
      without: '',
      test: 'tests/mastodon/session.test.ts',
    },
    {
      what: 'an event that lists more files than all events have is not followed',
      file: 'mastodon/details.ts',
      code: ' || links > MOST_FILES',
      without: '',
      test: 'tests/mastodon/details.test.ts',
    },
    {
      what: 'files of events are together no more than a list',
      file: 'mastodon/details.ts',
      code: 'room -= asked.value.bytes.length;',
      without: '',
      test: 'tests/mastodon/details.test.ts',
    },
    {
      what: 'pages that hold more than anybody has are no list',
      file: 'mastodon/granted/api.ts',
      code: 'all.length + json.length > MOST_ENTRIES || ',
      without: '',
      test: 'tests/mastodon/granted.test.ts',
    },
    {
      what: 'nor are empty ones that name a next one',
      file: 'mastodon/followers.ts',
      code: 'followers.length === 0 && next !== null',
      without: 'false',
      test: 'tests/mastodon/followers.test.ts',
    },
    {
      what: 'nor is a list of followers that goes on far beyond what the server counts',
      file: 'worker/followers.ts',
      code: 'next !== null && index + 1 >= Math.min',
      without: 'index < Math.min',
      test: 'tests/worker/followers.test.ts',
    },
    {
      what: 'a list has so many rows at most',
      file: 'lists/parse.ts',
      code: "rows > MOST_ROWS ? { kind: 'too-many-rows', rows, most: MOST_ROWS } : null",
      without: 'null',
      test: 'tests/lists/parse.test.ts',
    },
  ],
  'put markup or control characters into what is shown': [
    {
      what: 'no sentence is turned around by what it holds',
      file: 'browser/i18n.ts',
      code: "value.replace(/[\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]/g, '')",
      without: 'value',
      test: 'tests/worker/card.test.ts',
    },
  ],
  'have a file say what is not in it, or a table of ours calculate': [
    {
      what: 'no cell begins a formula',
      file: 'lists/safe-csv.ts',
      code: 'text.replace(FORMULA, "\'")',
      without: 'text',
      test: 'tests/lists/safe-csv.test.ts',
    },
  ],
  'wedge the extension with a stored plan that makes no sense': [
    {
      what: 'of a damaged plan the rest is kept',
      file: 'journey/stored-plan.ts',
      code: 'if (parsed.success) return { ok: true, plan: parsed.output };',
      without: "return parsed.success ? { ok: true, plan: parsed.output } : { ok: false, problem: 'unreadable' };",
      test: 'tests/journey/plan.test.ts',
    },
    {
      what: 'an event that leaves no readable plan is left out',
      file: 'worker/plan-writer.ts',
      code: 'after === plan || isPlan(after)',
      without: 'isPlan',
      test: 'tests/worker/plan-writer.test.ts',
    },
    {
      what: 'half of what was sent is never kept',
      file: 'journey/stored-plan.ts',
      code: "['imports', 'old', 'new']",
      without: "['old', 'new']",
      test: 'tests/journey/plan.test.ts',
    },
  ],
  'have a report carry what is the person’s': [
    {
      what: 'no word of the page is in a snapshot',
      file: 'mastodon/snapshot.ts',
      code: "hasOwnText(element) ? '…' : ''",
      without: "element.textContent ?? ''",
      test: 'tests/mastodon/snapshot.test.ts',
    },
    {
      what: 'nor the person’s name in a class',
      file: 'mastodon/snapshot.ts',
      code: 'return isPlain && !names(value, username) ? withoutNumbers(value) : null;',
      without: 'return isPlain ? withoutNumbers(value) : null;',
      test: 'tests/mastodon/snapshot.test.ts',
    },
    {
      what: 'nor a long number',
      file: 'mastodon/snapshot.ts',
      code: "text.replace(/\\d{3,}/g, '0')",
      without: 'text',
      test: 'tests/mastodon/snapshot.test.ts',
    },
  ],
  'fight the card on the page, or flood it with elements and events': [
    {
      what: 'events are answered twice a frame at most',
      file: 'page/steady.ts',
      code: 'if (isWaiting) return;',
      without: '',
      test: 'tests/page/overlay.test.ts',
    },
    {
      what: 'no more texts are looked at than any page has',
      file: 'page/obstacles.ts',
      code: 'if (left <= 0) return everywhere;',
      without: '',
      test: 'tests/page/obstacles.test.ts',
    },
    {
      what: 'an overlay of an earlier run is taken away, and nothing else',
      file: 'page/shell.ts',
      code: 'for (const old of document.querySelectorAll(HOST)) old.remove();',
      without: '',
      test: 'tests/page/overlay.test.ts',
    },
  ],
  'lose or double something by killing the browser half-way': [
    {
      what: 'what is about to be sent is noted before',
      file: 'mastodon/bring.ts',
      code: "  yield { what: 'sending', newest };\n  const sentAt = session.now().getTime();\n  const sent = await visit(session, made.form.action, made.form);",
      without:
        "  const sentAt = session.now().getTime();\n  const sent = await visit(session, made.form.action, made.form);\n  yield { what: 'sending', newest };",
      test: 'tests/mastodon/bring.test.ts',
    },
  ],
  'get at the token of an app of ours, or outlive its work with it': [
    {
      what: 'the token is revoked when its work ends',
      file: 'worker/grants.ts',
      code: 'secret.token === null || (await revokeToken(secret.origin, secret.app, secret.token));',
      without: 'secret.app !== null;',
      test: 'tests/worker/grants.test.ts',
    },
  ],
};

export const defences: readonly Defence[] = Object.entries(byThreat).flatMap(([threat, taken]) => taken.map((each) => ({ threat, ...each })));
