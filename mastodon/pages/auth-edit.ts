import { definePage, linksTo, linkTo, type Read } from '../define-page';

const rows = { migration: '/settings/migration', aliases: '/settings/aliases', delete: '/settings/delete' };

/** Account settings, where the way to everything else begins (pages.md 4.1). */
export const authEdit = definePage({
  id: 'auth-edit',
  paths: ['/auth/edit', '/auth'],
  forms: [{ action: '/auth', field: 'user[current_password]' }],
  // no form for accounts whose password is kept elsewhere (LDAP, PAM, single sign-on)
  proof: (view) => linksTo(view, rows.migration).length > 0 && linksTo(view, rows.aliases).length > 0,
  fields: {},
  points: { migration: lastLinkTo(rows.migration), aliases: linkTo(rows.aliases), delete: linkTo(rows.delete) },
});

export const readAuthEdit: Read<'auth-edit'> = (view) => {
  const warnings = [...view.document.querySelectorAll('.flash-message.warning')];
  const leadsTo = (path: string) => linksTo(view, path).some((link) => warnings.some((warning) => warning.contains(link)));
  return {
    status: leadsTo('/auth/confirmation/new')
      ? 'unconfirmed'
      : // on a server that is closing down its own warning stands in place of the link (from 4.3)
        leadsTo(rows.migration) || (warnings.length > 0 && view.account.movedTo !== null)
        ? 'moved'
        : // a warning without link: approval is pending; or, from 4.3, the server is closing down, which leaves the account as it is
          warnings.length > 0 && !view.account.functional
          ? 'pending'
          : 'functional',
    links: {
      migration: linksTo(view, rows.migration).length > 0,
      aliases: linksTo(view, rows.aliases).length > 0,
      delete: linksTo(view, rows.delete).length > 0,
    },
  };
};

/** A moved account has the same link in the warning above. */
function lastLinkTo(path: string) {
  return (view: Parameters<typeof linksTo>[0]) => linksTo(view, path).at(-1) ?? null;
}
