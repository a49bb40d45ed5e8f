/**
 * The kit as other programs know an account's export: `manifest.yml` and the folder `activitypub/`, as FEP-6fcd has
 * them (codeberg.org/fediverse/fep, 6fcd). It names what is there; nothing of it is needed to read a kit again.
 */
import type { KitSnapshot } from './kit-file';

/** Where the newest save lies in the ZIP. */
export const CONTAINER_FOLDER = 'activitypub';
export const MANIFEST = 'manifest.yml';
export const ACTOR = `${CONTAINER_FOLDER}/actor.json`;

const FEP = 'https://codeberg.org/fediverse/fep/src/branch/main/fep/6fcd/fep-6fcd.md#manifest-file';
const EXPORTS = 'https://docs.joinmastodon.org/user/moving/#export';
const ACTORS = 'https://www.w3.org/TR/activitypub/#actor-objects';

/** `paths`: every file of the ZIP. JSON is YAML, and leaves no question of quoting. */
export function manifestOf(paths: readonly string[], newest: Pick<KitSnapshot, 'takenAt'>, program: { name: string; url: string }): string {
  const contents: Record<string, unknown> = { [MANIFEST]: { url: FEP } };
  for (const path of paths) put(contents, path.split('/'), path === ACTOR ? { url: ACTORS } : path.endsWith('.csv') ? { url: EXPORTS } : {});
  const manifest = { 'ubc-version': '0.1', meta: { created: newest.takenAt, createdBy: { client: program } }, contents };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function put(contents: Record<string, unknown>, [name = '', ...rest]: string[], about: object): void {
  if (rest.length === 0) {
    contents[name] = about;
    return;
  }
  const folder = (contents[name] ?? {}) as { contents?: Record<string, unknown> };
  folder.contents ??= {};
  contents[name] = folder;
  put(folder.contents, rest, about);
}

/**
 * The account as an ActivityPub actor, as far as the save knows it. `settings`: the profile's fields by name
 * (`mastodon/details.ts`); `pictures`: their files beside it.
 */
export function actorOf(
  { handle, server }: Pick<KitSnapshot, 'handle' | 'server'>,
  settings: ReadonlyMap<string, string>,
  pictures: { avatar?: string; header?: string },
): string {
  const username = handle.split('@')[0] ?? '';
  const fields = Array.from({ length: 50 }, (_, at) => ({
    name: settings.get(`account[fields_attributes][${at}][name]`) ?? '',
    value: settings.get(`account[fields_attributes][${at}][value]`) ?? '',
  })).filter(({ name, value }) => name !== '' || value !== '');
  const image = (url: string | undefined) => (url === undefined ? undefined : { type: 'Image', url });
  const actor = {
    '@context': ['https://www.w3.org/ns/activitystreams', { schema: 'http://schema.org#', PropertyValue: 'schema:PropertyValue', value: 'schema:value' }],
    type: settings.get('account[bot]') === 'true' || settings.get('bot') === 'true' ? 'Service' : 'Person',
    preferredUsername: username,
    webfinger: handle,
    url: `${server.origin}/@${username}`,
    name: settings.get('account[display_name]'),
    summary: settings.get('account[note]'),
    attachment: fields.map(({ name, value }) => ({ type: 'PropertyValue', name, value })),
    icon: image(pictures.avatar),
    image: image(pictures.header),
  };
  return `${JSON.stringify(actor, null, 2)}\n`;
}
