import { definePage, handleForm, handleOf, hasNotice, linksTo, linkTo, type Read, wordsOf } from '../define-page';
import { numbersIn, readNumber } from '../numbers';
import { aliasesPath, migrationPath, newRedirectPath, redirectPath } from '../paths';

/** "Move followers" (docs/mastodon.md, Move and redirect). */
export const migration = definePage({
  id: 'migration',
  paths: [migrationPath],
  forms: [{ action: migrationPath, field: 'account_migration[acct]' }],
  fields: { acct: 'input[name="account_migration[acct]"]' },
  points: {
    proof: '#new_account_migration :is([name="account_migration[current_password]"], [name="account_migration[current_username]"])',
    submit: '#new_account_migration button[type="submit"]',
    cancel: linkTo(redirectPath, 'delete'),
    redirect: linkTo(newRedirectPath),
    aliases: linkTo(aliasesPath),
  },
});

export const readMigration: Read<'migration'> = (view) => {
  const { document, account } = view;
  const [days, ...more] = numbersIn(wordsOf(document.querySelector('#new_account_migration .warning-hint')));
  const cooldown = document.querySelector('[name="account_migration[acct]"]')?.hasAttribute('disabled') ?? false;
  const past = [...document.querySelectorAll('table tbody tr:has(time)')].map((row) => ({
    target: handleOf(row.querySelector('td')),
    followers: readNumber(row.querySelectorAll('td')[1]?.textContent),
    at: row.querySelector('time')?.getAttribute('datetime') ?? null,
  }));
  // the card of the account it leads to; the cancel link alone is the proof that it leads anywhere
  const target = handleOf(document.querySelector('.card .display-name > span')) || account.movedTo;
  return {
    cooldown,
    cooldownDays: cooldown && more.length === 0 ? (days ?? null) : null,
    ...handleForm(document, 'account_migration'),
    redirectingTo: linksTo(view, redirectPath, 'delete').length > 0 ? target : null,
    pastMigrations: past.length,
    past,
    notice: hasNotice(document),
  };
};
