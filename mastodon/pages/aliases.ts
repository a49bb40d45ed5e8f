import { definePage, handleOf, hasNotice, idIn, isRefused, linksTo, type Read, typedIn } from '../define-page';

const unlink = '/settings/aliases/:id';

/** Names of the accounts that may move here (docs/mastodon.md, Aliases). */
export const aliases = definePage({
  id: 'aliases',
  paths: ['/settings/aliases'],
  forms: [{ action: '/settings/aliases', field: 'account_alias[acct]' }],
  fields: { acct: 'input[name="account_alias[acct]"]' },
  points: {
    submit: '#new_account_alias button[type="submit"]',
    newest: (view) => linksTo(view, unlink, 'delete')[0]?.closest('tr') ?? null,
  },
});

export const readAliases: Read<'aliases'> = (view) => {
  const links = linksTo(view, unlink, 'delete');
  // An alias that exists is refused with the form's general alert alone: the error sits on a hidden attribute
  const alert = view.form?.querySelector('.flash-message.alert');
  return {
    aliases: links.map((link) => handleOf(link.closest('tr')?.querySelector('td'))),
    ids: links.map((link) => idIn(link, view.origin, unlink) ?? 0),
    error: isRefused(view.document, 'account_alias_acct') ? 'acct' : alert ? 'general' : null,
    notice: hasNotice(view.document),
    typed: typedIn(view.document, 'account_alias[acct]'),
  };
};
