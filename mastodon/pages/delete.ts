import { definePage, proofAsked, type Read } from '../define-page';
import { deletionPath } from '../paths';

/** Deleting the account (docs/mastodon.md, Deletion): we only ever warn here. */
export const deletePage = definePage({
  id: 'delete',
  paths: [deletionPath],
  forms: [
    { action: deletionPath, field: 'form_delete_confirmation[password]' },
    { action: deletionPath, field: 'form_delete_confirmation[username]' },
  ],
  fields: {},
  points: {},
});

export const readDeletePage: Read<'delete'> = ({ document }) => ({ proof: proofAsked(document, 'form_delete_confirmation[username]') });
