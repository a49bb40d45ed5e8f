/**
 * Addresses of Mastodon's settings pages (docs/mastodon.md, Paths), once for whoever reads them, fills them in, asks
 * them or sends somebody there. `:id` stands for a number (`matchPath`, `linkTo`).
 */
export const accountPath = '/auth/edit';
/** Where a change of the account is sent; a refused one is answered there. */
export const accountSentPath = '/auth';
export const secondFactorPath = '/settings/two_factor_authentication_methods'; // since 4.6
export const aliasesPath = '/settings/aliases';
export const aliasPath = '/settings/aliases/:id';
export const migrationPath = '/settings/migration';
export const redirectPath = '/settings/migration/redirect';
export const newRedirectPath = '/settings/migration/redirect/new';
export const exportPagePath = '/settings/export';
export const oldImportsPath = '/settings/import'; // until 4.1
export const importsPath = '/settings/imports'; // since 4.2
export const importPath = '/settings/imports/:id';
export const confirmImportPath = '/settings/imports/:id/confirm';
export const deletionPath = '/settings/delete';
export { profilePath } from '../journey/detail-ids';
