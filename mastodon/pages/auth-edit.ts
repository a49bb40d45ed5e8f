import type { FactsOf, Hindrance } from '../../journey/facts';
import { definePage, linksTo, linkTo, type Read } from '../define-page';
import { accountPath, accountSentPath, aliasesPath, deletionPath, migrationPath } from '../paths';

const rows = { migration: migrationPath, aliases: aliasesPath, delete: deletionPath };

/** Account settings, where the way to everything else begins (docs/mastodon.md, Account settings). */
export const authEdit = definePage({
  id: 'auth-edit',
  paths: [accountPath, accountSentPath],
  forms: [{ action: accountSentPath, field: 'user[current_password]' }],
  // no form for accounts whose password is kept elsewhere (LDAP, PAM, single sign-on)
  proof: (view) => linksTo(view, rows.migration).length > 0 && linksTo(view, rows.aliases).length > 0,
  fields: {},
  points: {
    migration: lastLinkTo(rows.migration),
    aliases: linkTo(rows.aliases),
    delete: linkTo(rows.delete),
  },
});

export const readAuthEdit: Read<'auth-edit'> = (view) => {
  return {
    status: statusOf(view),
    hindrance: hindranceOf(view),
    links: {
      migration: linksTo(view, rows.migration).length > 0,
      aliases: linksTo(view, rows.aliases).length > 0,
      delete: linksTo(view, rows.delete).length > 0,
    },
  };
};

type View = Parameters<typeof readAuthEdit>[0];

/** Told apart by links, never by words (`app/views/auth/registrations/_status.html.haml`, 4.0-4.8). */
function statusOf(view: View): FactsOf<'auth-edit'>['status'] {
  const warnings = warningsOf(view);
  const leadsTo = (path: string) => linksTo(view, path).some((link) => warnings.some((warning) => warning.contains(link)));
  if (leadsTo('/auth/confirmation/new')) return 'unconfirmed';
  // On a server that is closing down its own warning stands in place of the link (from 4.3).
  if (leadsTo(rows.migration) || (warnings.length > 0 && view.account.movedTo !== null)) return 'moved';
  return warnings.length > 0 && !view.account.functional ? 'pending' : 'functional';
}

function hindranceOf(view: View): Hindrance | null {
  const { functional, movedTo } = view.account;
  const isWarned = warningsOf(view).length > 0;
  // A warning that leads nowhere, while the account works: the server is closing down.
  if (functional) return isWarned && statusOf(view) === 'functional' ? 'closing' : null;
  if (isWarned || movedTo !== null) return null;
  // Not usable, and no warning says why: a suspended account has lost these rows, one that owes a second factor keeps
  // them.
  return linksTo(view, rows.migration).length > 0 ? 'second-factor' : 'suspended';
}

function warningsOf({ document }: View): Element[] {
  return [...document.querySelectorAll('.flash-message.warning')];
}

/** A moved account has the same link in the warning above. */
function lastLinkTo(path: string) {
  return (view: Parameters<typeof linksTo>[0]) => linksTo(view, path).at(-1) ?? null;
}
