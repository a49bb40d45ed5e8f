import { definePage, linksTo, linkTo, type Read } from '../define-page';
import { profilePath } from '../paths';

/** The public profile (docs/mastodon.md, Profile). */
export const profile = definePage({
  id: 'profile',
  paths: [profilePath],
  forms: [{ action: profilePath, field: 'account[display_name]' }], // until 4.5
  proof: (view) => linksTo(view, '/profile/edit').length > 0, // from 4.6 a notice with the way to the web app
  fields: {},
  points: { edit: linkTo('/profile/edit') },
});

export const readProfile: Read<'profile'> = (view) => ({ form: view.form !== null });
