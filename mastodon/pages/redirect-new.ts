import { definePage, handleForm, type Read } from '../define-page';

/** A redirect without moving anybody (pages.md 4.4). */
export const redirectNew = definePage({
  id: 'redirect-new',
  paths: ['/settings/migration/redirect/new', '/settings/migration/redirect'],
  forms: [{ action: '/settings/migration/redirect', field: 'form_redirect[acct]' }],
  // Nothing to fill: followers do not come along, so we only ever warn here
  fields: {},
  points: { acct: '[name="form_redirect[acct]"]', submit: '#new_form_redirect button[type="submit"]' },
});

export const readRedirectNew: Read<'redirect-new'> = ({ document }) => handleForm(document, 'form_redirect');
