import { definePage, proofAsked, type Read } from '../define-page';

/** Deleting the account (docs/mastodon.md, Deletion): we only ever warn here. */
export const deletePage = definePage({
  id: 'delete',
  paths: ['/settings/delete'],
  forms: [
    { action: '/settings/delete', field: 'form_delete_confirmation[password]' },
    { action: '/settings/delete', field: 'form_delete_confirmation[username]' },
  ],
  fields: {},
  points: {},
});

export const readDeletePage: Read<'delete'> = ({ document }) => ({ proof: proofAsked(document, 'form_delete_confirmation[username]') });
