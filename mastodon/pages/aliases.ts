import { definePage, handleOf, hasNotice, idIn, isRefused, linksTo, type Read, typedIn } from '../define-page';
import { aliasesPath, aliasPath } from '../paths';

/** Names of the accounts that may move here (docs/mastodon.md, Aliases). */
export const aliases = definePage({
  id: 'aliases',
  paths: [aliasesPath],
  forms: [{ action: aliasesPath, field: 'account_alias[acct]' }],
  fields: { acct: 'input[name="account_alias[acct]"]' },
  points: {
    submit: '#new_account_alias button[type="submit"]',
    newest: (view) => linksTo(view, aliasPath, 'delete')[0]?.closest('tr') ?? null,
  },
});

export const readAliases: Read<'aliases'> = (view) => {
  const links = linksTo(view, aliasPath, 'delete');
  // An alias that exists is refused with the form's general alert alone: the error sits on a hidden attribute
  const alert = view.form?.querySelector('.flash-message.alert');
  return {
    aliases: links.map((link) => handleOf(link.closest('tr')?.querySelector('td'))),
    ids: links.map((link) => idIn(link, view.origin, aliasPath) ?? 0),
    error: isRefused(view.document, 'account_alias_acct') ? 'acct' : alert ? 'general' : null,
    notice: hasNotice(view.document),
    typed: typedIn(view.document, 'account_alias[acct]'),
  };
};
