/**
 * Every settings page we know. No address and no form belongs to two of them; tests hold that against each other's
 * fixtures.
 */
import type { PageId } from '../../journey/facts';
import type { AnyPage, Read } from '../define-page';
import { aliases, readAliases } from './aliases';
import { authEdit, readAuthEdit } from './auth-edit';
import { deletePage, readDeletePage } from './delete';
import { exportPage, readExportPage } from './export';
import { imports, readImports } from './imports';
import { importsConfirm, readImportsConfirm } from './imports-confirm';
import { migration, readMigration } from './migration';
import { profile, readProfile } from './profile';
import { readRedirectNew, redirectNew } from './redirect-new';

export const pages: readonly AnyPage[] = [authEdit, exportPage, imports, importsConfirm, aliases, migration, redirectNew, deletePage, profile];

/** How each of them is read. */
export const readers: { readonly [Id in PageId]: Read<Id> } = {
  aliases: readAliases,
  'auth-edit': readAuthEdit,
  delete: readDeletePage,
  export: readExportPage,
  imports: readImports,
  'imports-confirm': readImportsConfirm,
  migration: readMigration,
  profile: readProfile,
  'redirect-new': readRedirectNew,
};
