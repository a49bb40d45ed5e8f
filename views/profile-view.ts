/**
 * On the start page: what the kit holds of the old account's profile and settings. Loaded on demand, with what reads
 * tables.
 */
import { keptDetailFiles } from '../browser/kit-store';
import type { Plan } from '../journey/plan';
import { type ProfileValues, profileRowsOf, valuesIn } from '../journey/profile-values';
import type { DetailFile } from '../kit/kit-file';
import { csvRecords } from '../lists/parse';
import { readSettingsCsv } from '../lists/settings';

export interface OldProfile {
  readonly values: ProfileValues;
  /** To be shown. */
  readonly pictures: Partial<Record<'avatar' | 'header', Blob>>;
}

/** As it was saved. Pictures are named by their file and its hash. */
export async function oldProfile(plan: Plan): Promise<OldProfile> {
  // Until 4.4 the posting defaults are among the other settings.
  const details = [...(Object.keys(profileRowsOf) as (keyof typeof profileRowsOf)[]), 'other' as const];
  const files = await keptDetailFiles(details.flatMap((detail) => plan.details.read[detail]?.files ?? []));
  const settings = files.flatMap(({ bytes, contentType }) => (contentType === 'text/csv' ? (readSettingsCsv(bytes) ?? []) : []));
  const picture = (which: string) => files.find(({ name }) => name.startsWith(`${which}.`));
  const [avatar, header] = [picture('avatar'), picture('header')];
  const named = (file: DetailFile | undefined) => (file === undefined ? [] : [file.name, file.sha256]);
  return {
    values: { ...valuesIn(settings), featured_tags: tagsIn(files), avatar: named(avatar), header: named(header) },
    pictures: { ...(avatar ? { avatar: blobOf(avatar) } : {}), ...(header ? { header: blobOf(header) } : {}) },
  };
}

function tagsIn(files: readonly DetailFile[]): string[] {
  const file = files.find(({ name }) => name === 'featured_tags.csv');
  const read = file === undefined ? null : csvRecords(file.bytes, ',');
  return read?.ok ? read.value.slice(1).flatMap(([name = '']) => name.replace(/^#/, '') || []) : [];
}

const blobOf = ({ bytes, contentType }: DetailFile) => new Blob([bytes], { type: contentType });
