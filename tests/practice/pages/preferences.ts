/** Preferences: enough to choose a language and to have pages that only look like ours. */
import { checkbox, form, select, submit } from '../forms';
import { attributes, html, type Markup } from '../html';
import { errorPage, settingsPage } from '../layout';
import { functional } from '../routes';
import { since } from '../versions';
import { field, type Reply, redirect, ServerError, type SignedIn } from '../visit';
import { locales } from '../words';

export const preferenceRoutes = [
  functional('GET', '/settings/preferences', (visit) => redirect(visit, '/settings/preferences/appearance')),
  functional('GET', '/settings/preferences/appearance', appearance),
  functional('GET', '/settings/preferences/notifications', (visit) =>
    page(
      visit,
      'notifications',
      form(
        visit,
        { id: 'edit_notification', action: '/settings/preferences/notifications', verb: 'put' },
        html`${checkbox('user', name(visit, 'always_send_emails'), visit.words.nav.notifications, false)}${submit(visit.words.edit.save)}`,
      ),
    ),
  ),
  functional('GET', '/settings/preferences/other', (visit) => page(visit, 'other', defaults(visit, '/settings/preferences/other', true))),
  // Its only save button is in the heading, outside the form (docs/mastodon.md, Preferences)
  functional('GET', '/settings/preferences/posting_defaults', (visit) =>
    since(visit.server, '4.5')
      ? page(
          visit,
          'posting_defaults',
          defaults(visit, '/settings/preferences/posting_defaults', false),
          html`<button class="button" type="submit" form="edit_preferences">${visit.words.edit.save}</button>`,
        )
      : errorPage(visit, 404),
  ),
  functional('PUT', '/settings/preferences/:which', (visit) => {
    const locale = field(visit, 'user[locale]');
    if (locales.includes(locale)) visit.account.locale = locale;
    saveDefaults(visit);
    return redirect(visit, visit.path, { notice: visit.words.edit.saved });
  }),
];

type Which = 'appearance' | 'notifications' | 'other' | 'posting_defaults';

function page(visit: SignedIn, which: Which, body: Markup, actions?: Markup): Reply {
  return settingsPage(visit, { title: visit.words.nav[which], selected: ['preferences', which], body, ...(actions ? { actions } : {}) });
}

function appearance(visit: SignedIn): Reply {
  const options = locales.map((locale) => html`<option${attributes({ value: locale, selected: locale === visit.locale })}>${locale}</option>`);
  const body = html`<div class="input with_label select optional user_locale"><label for="user_locale">Language</label><select name="user[locale]" id="user_locale">${options}</select></div>${submit(visit.words.edit.save)}`;
  return page(visit, 'appearance', form(visit, { id: 'edit_user', action: '/settings/preferences/appearance', verb: 'put' }, body));
}

/** The choices of each, the first of them unless the person chose another; of a switch, none. */
const choices = {
  default_privacy: ['public', 'unlisted', 'private'],
  default_quote_policy: ['public', 'followers', 'nobody'],
  default_language: ['', 'en', 'fr', 'de'],
} as const;

/** Which of them a server of this version has. */
function choicesOf({ server }: SignedIn): (keyof typeof choices)[] {
  return ['default_privacy', ...(since(server, '4.4') ? (['default_quote_policy'] as const) : []), 'default_language'];
}

/** Until 4.4 they are among the other settings (docs/mastodon.md, Profile). */
function defaults(visit: SignedIn, action: string, withButton: boolean): Markup {
  const { words, account, server } = visit;
  const isHere = action.endsWith('posting_defaults') || !since(server, '4.5');
  const chosen = choicesOf(visit).map((which) => {
    const options = choices[which].map((value) => html`<option${attributes({ value, selected: value === account.settings[which] })}>${value || '–'}</option>`);
    return select({ model: 'user', attribute: name(visit, which), kind: 'select', label: which, required: false, options: html`${options}` });
  });
  const sensitive = checkbox('user', name(visit, 'default_sensitive'), 'default_sensitive', account.settings.default_sensitive === 'true');
  const group = checkbox('user', name(visit, 'aggregate_reblogs'), words.nav.other, true);
  return form(
    visit,
    { id: 'edit_preferences', className: 'edit_user', action, verb: 'put' },
    html`${isHere ? [chosen, sensitive] : group}
${withButton ? submit(words.edit.save) : null}`,
  );
}

/** What is sent of them is saved, the others stay; a value that is none is an error. */
function saveDefaults(visit: SignedIn): void {
  const sent = (which: string) => {
    const named = `user${name(visit, which)
      .split('.')
      .map((part) => `[${part}]`)
      .join('')}`;
    return visit.form.has(named) ? field(visit, named) : null;
  };
  for (const which of choicesOf(visit)) {
    const value = sent(which);
    if (value === null) continue;
    if (!(choices[which] as readonly string[]).includes(value)) throw new ServerError('no such choice');
    visit.account.settings[which] = value;
  }
  const sensitive = sent('default_sensitive');
  if (sensitive !== null) visit.account.settings.default_sensitive = String(['1', 'true'].includes(sensitive));
}

/** docs/mastodon.md, By version: the settings moved into an object of their own in 4.2. */
function name(visit: SignedIn, setting: string): string {
  return since(visit.server, '4.2') ? `settings_attributes.${setting}` : `setting_${setting}`;
}
