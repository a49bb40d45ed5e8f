import { definePage, handleForm, type Read } from '../define-page';
import { newRedirectPath, redirectPath } from '../paths';

/** A redirect without moving anybody (docs/mastodon.md, Move and redirect). */
export const redirectNew = definePage({
  id: 'redirect-new',
  paths: [newRedirectPath, redirectPath],
  forms: [{ action: redirectPath, field: 'form_redirect[acct]' }],
  // Filled in only after a Move whose redirect was cancelled: before one, followers would not come along.
  fields: { acct: 'input[name="form_redirect[acct]"]' },
  points: { submit: '#new_form_redirect button[type="submit"]' },
});

export const readRedirectNew: Read<'redirect-new'> = ({ document }) => handleForm(document, 'form_redirect');
