/** Packs the kit: every list as it was saved, and what was saved besides, as one ordinary ZIP. */
import JSZip from 'jszip';
import { listFacts } from '../lists/kinds';
import { readSettingsCsv } from '../lists/settings';
import { ACTOR, actorOf, CONTAINER_FOLDER, MANIFEST, manifestOf } from './container';
import { followersFileName, followingFileName, type KitFile, type KitSnapshot } from './kit-file';
import { FORMAT, INDEX, type Index, VERSION } from './kit-index';
import { type KitWords, kitPage, type Placed } from './kit-page';

/**
 * One ordinary ZIP: each save a folder with the lists under the server's own names, the newest as FEP-6fcd names it;
 * `kit.json` for us, `index.html` and `README.txt` for people, `manifest.yml` for other programs.
 */
export async function packKit(snapshots: readonly KitSnapshot[], words: KitWords): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new JSZip();
  const taken = new Set<string>();
  const placed = snapshots.map((snapshot, at) => {
    const isNewest = at === snapshots.length - 1;
    const folder = isNewest ? CONTAINER_FOLDER : unused(folderOf(snapshot), taken);
    const nameOf = (file: KitFile) => (isNewest ? listFacts[file.kind].fileName : safeName(file));
    const files = snapshot.files.map((file) => ({ ...file, path: unused(`${folder}/${nameOf(file)}`, taken) }));
    const followers = (snapshot.followers ?? []).map((file) => ({
      ...file,
      path: unused(`${folder}/${file.name === followingFileName ? followingFileName : followersFileName}`, taken),
    }));
    const details = (snapshot.details ?? []).map((file) => ({ ...file, path: unused(`${folder}/${file.name}`, taken) }));
    for (const { path, bytes } of [...files, ...followers, ...details]) zip.file(path, bytes, { date: new Date(snapshot.takenAt), createFolders: false });
    return { ...snapshot, files, followers, details };
  });
  const index: Index = {
    format: FORMAT,
    version: VERSION,
    snapshots: placed.map(({ id, takenAt, handle, server: { origin, software, version }, files, followers, details }) => ({
      id,
      takenAt,
      handle,
      server: { origin, software, version },
      files: files.map(({ bytes, path, kind, name, sha256, rows, pageCount, contentType, source, takenAt: at, notes }) => {
        return { path, kind, name, sha256, bytes: bytes.length, rows, pageCount, contentType, source, takenAt: at, notes: [...notes] };
      }),
      followers: followers.map(({ bytes, path, name, sha256, rows, of, takenAt: at }) => ({ path, name, sha256, bytes: bytes.length, rows, of, takenAt: at })),
      details: details.map(({ bytes, path, detail, name, sha256, contentType, takenAt: at }) => {
        return { path, detail, name, sha256, bytes: bytes.length, contentType, takenAt: at };
      }),
    })),
  };
  const date = new Date(snapshots.at(-1)?.takenAt ?? 0);
  zip.file(INDEX, `${JSON.stringify(index, null, 2)}\n`, { date });
  zip.file('index.html', kitPage(placed, words), { date });
  zip.file('README.txt', `${words.readme}\n`, { date });
  const newest = placed.at(-1);
  if (newest !== undefined) {
    const actor = actorFile(newest);
    if (actor !== null) zip.file(ACTOR, actor, { date, createFolders: false });
    zip.file(MANIFEST, manifestOf(Object.keys(zip.files), newest, { name: 'Transhumance', url: words.homepage }), { date });
  }
  return zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' }) as Promise<Uint8Array<ArrayBuffer>>;
}

function folderOf({ takenAt }: KitSnapshot): string {
  return `saved-${takenAt
    .slice(0, 19)
    .replace(/[^0-9T-]/g, '')
    .replace('T', '-')}`;
}

/** From the newest reading of the profile; null where it was not read. */
function actorFile({ details, ...snapshot }: Placed): string | null {
  const last = details.findLast(({ name }) => name === 'profile.csv');
  const settings = last === undefined ? null : readSettingsCsv(last.bytes);
  if (settings === null) return null;
  const picture = (which: string) =>
    details
      .findLast(({ name, takenAt }) => name.startsWith(`${which}.`) && takenAt === last?.takenAt)
      ?.path.split('/')
      .at(-1);
  const [avatar, header] = [picture('avatar'), picture('header')];
  return actorOf(snapshot, new Map(settings.map(({ field, value }) => [field, value])), { ...(avatar ? { avatar } : {}), ...(header ? { header } : {}) });
}

/** The server's own name where it is an ordinary one; a dropped file may be called anything. */
function safeName({ name, kind }: KitFile): string {
  return /^[\w][\w .()-]{0,100}\.(?:csv|json|txt|tsv)$/.test(name) ? name : listFacts[kind].fileName;
}

function unused(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number++) free = /\.\w+$/.test(name) ? name.replace(/(\.\w+)$/, `-${number}$1`) : `${name}-${number}`;
  taken.add(free);
  return free;
}
