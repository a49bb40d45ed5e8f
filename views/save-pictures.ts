/**
 * On the start page: the two pictures of the old profile, where they lie on a host of their own. That host is asked for
 * at the press, and given back when they are saved.
 */
import { keepDetailFiles } from '../browser/kit-store';
import { sendMessage } from '../browser/messages';
import { giveBack } from '../browser/sites';
import type { Plan } from '../journey/plan';
import type { DetailFile } from '../kit/kit-file';
import { hash } from '../lists/hash';
import { fetchPicture } from '../mastodon/http';

/** Pictures that are still to be saved, by the name of their file, and the hosts that have them. */
export function picturesElsewhere({ details }: Plan): { pictures: [which: 'avatar' | 'header', address: string][]; hosts: string[] } {
  const saved = details.read.profile?.files ?? [];
  const pictures = (['avatar', 'header'] as const).flatMap((which): ['avatar' | 'header', string][] => {
    const address = details.elsewhere[which];
    const isThere = saved.some(({ name }) => name.startsWith(`${which}.`));
    return address === undefined || isThere || !URL.canParse(address) ? [] : [[which, address]];
  });
  return { pictures, hosts: [...new Set(pictures.map(([, address]) => new URL(address).host))] };
}

/**
 * Fetches them and keeps them in the kit beside the profile. Resolves with how many are still missing. Access to the
 * hosts must have been given; it is given back in any case.
 */
export async function savePictures(plan: Plan): Promise<number> {
  const { pictures, hosts } = picturesElsewhere(plan);
  const profile = plan.details.read.profile;
  const { handle, server } = plan.old ?? {};
  if (profile === undefined || server === undefined || handle == null) return pictures.length;
  const files: DetailFile[] = [];
  try {
    for (const [which, address] of pictures) {
      const picture = await fetchPicture(address, hosts);
      if (picture === null || picture.type === 'image/avif') continue;
      const bytes = new Uint8Array(await picture.arrayBuffer());
      const name = `${which}.${picture.type.slice('image/'.length)}`;
      const takenAt = new Date(profile.at).toISOString();
      files.push({ detail: 'profile', name, bytes, sha256: await hash(bytes), takenAt, contentType: picture.type });
    }
  } finally {
    for (const host of hosts) await giveBack(host);
  }
  const { origin, software, version } = server;
  if (files.length === 0 || !(await keepDetailFiles(files, { takenAt: new Date().toISOString(), handle, server: { origin, software, version } })).ok)
    return pictures.length;
  await sendMessage('detailsKept', [...profile.files, ...files.map(({ name, sha256 }) => ({ name, sha256 }))]);
  return pictures.length - files.length;
}
