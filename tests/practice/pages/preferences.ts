/** Preferences: enough to choose a language and to have pages that only look like ours. */
import { checkbox, form, submit } from '../forms';
import { attributes, html, type Markup } from '../html';
import { errorPage, settingsPage } from '../layout';
import { functional } from '../routes';
import { since } from '../versions';
import { field, type Reply, redirect, type SignedIn } from '../visit';
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

function defaults(visit: SignedIn, action: string, withButton: boolean): Markup {
  const { words } = visit;
  const privacy = name(visit, 'default_privacy').split('.');
  const field = `user${privacy.map((part) => `[${part}]`).join('')}`;
  const id = `user_${privacy.join('_')}`;
  return form(
    visit,
    { id: 'edit_preferences', className: 'edit_user', action, verb: 'put' },
    html`<div class="input with_label select optional"><label for="${id}">${words.nav.privacy}</label><select name="${field}" id="${id}">${['public', 'unlisted', 'private'].map((value) => html`<option>${value}</option>`)}</select></div>
${withButton ? submit(words.edit.save) : null}`,
  );
}

/** docs/mastodon.md, By version: the settings moved into an object of their own in 4.2. */
function name(visit: SignedIn, setting: string): string {
  return since(visit.server, '4.2') ? `settings_attributes.${setting}` : `setting_${setting}`;
}
