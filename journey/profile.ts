/**
 * The new account's profile and settings, in the plan: as they were last read there, what the person agreed to send,
 * and what became of each. Pure, as all of `reduce`.
 */
import * as v from 'valibot';
import { detailTroubles } from './details';
import { isWithin, momentSchema } from './moment';
import { isSameValue, type ProfileRowId, profileRowIds } from './profile-values';
import type { Side } from './step-ids';
import { wholeNumber as count } from './values';

const text = v.pipe(v.string(), v.maxLength(20_000));
const rowId = v.picklist(profileRowIds);

export const profileValuesSchema = v.record(rowId, v.pipe(v.array(text), v.maxLength(200)));

/** `most` of each: characters of name and bio, fields, and characters of a field's label and value. */
export const profileThereSchema = v.object({
  values: profileValuesSchema,
  most: v.object({ name: count, note: count, fields: count, label: count, value: count }),
  /** Links of its fields that its server has verified. */
  verified: v.optional(v.pipe(v.array(text), v.maxLength(50)), []),
});
/** What the person agreed to: rows as they were shown. */
export type ProfileSent = v.InferOutput<typeof profileValuesSchema>;
export type ProfileThere = v.InferOutput<typeof profileThereSchema>;

/** `unknown`: the server took it, or broke off, and shows something else. */
export const profileFates = ['taken', 'refused', 'unknown'] as const;
export type ProfileFate = (typeof profileFates)[number];

export const profileSchema = v.object({
  there: v.nullable(v.object({ ...profileThereSchema.entries, at: momentSchema })),
  /** What a tab of the new account is to do: read, after sending this. Null values: only read. */
  job: v.nullable(v.object({ run: text, send: v.nullable(profileValuesSchema), at: momentSchema })),
  fates: v.record(rowId, v.picklist(profileFates)),
  problem: v.nullable(v.object({ why: v.picklist(detailTroubles), detail: text, at: momentSchema })),
});
export type Profile = v.InferOutput<typeof profileSchema>;

export const noProfile: Profile = { there: null, job: null, fates: {}, problem: null };

/** `accepted`: the server led on as it does when it has saved. */
export const profileAnswers = ['accepted', 'refused', 'lost'] as const;
export type ProfileAnswer = (typeof profileAnswers)[number];
export type ProfileAnswers = Partial<Record<ProfileRowId, ProfileAnswer>>;

export type ProfileEvent =
  /** The person wants it read, or these values sent; what was to be done before is given up. */
  | { type: 'profileAsked'; run: string; send: ProfileSent | null }
  | { type: 'profileRead'; run: string; there: ProfileThere; answers: ProfileAnswers }
  | { type: 'profileFailed'; run: string; why: (typeof detailTroubles)[number]; info: string };

/** What was asked for is not done any more after so long: a person who comes back days later would not expect it. */
const JOB_LASTS = 15 * 60_000;

/** What a page of this side is to do now; null: nothing. */
export function wantedOfProfile({ profile: { job } }: { profile: Profile }, side: Side | null, now: number): Profile['job'] {
  return side === 'new' && job !== null && isWithin(JOB_LASTS, job.at, now) ? job : null;
}

export function reduceProfile(profile: Profile, event: ProfileEvent, now: number): Profile {
  const { job } = profile;
  switch (event.type) {
    case 'profileAsked': {
      const again = Object.keys(event.send ?? {});
      const fates = Object.fromEntries(Object.entries(profile.fates).filter(([id]) => !again.includes(id)));
      return { ...profile, job: { run: event.run, send: event.send, at: now }, fates, problem: null };
    }
    case 'profileRead': {
      if (job?.run !== event.run) return profile;
      const fates = { ...profile.fates };
      for (const id of profileRowIds) {
        const wanted = job.send?.[id];
        if (wanted !== undefined) fates[id] = fateOf(id, wanted, event, profile);
      }
      return { there: { ...event.there, at: now }, job: null, fates, problem: null };
    }
    case 'profileFailed': {
      if (job?.run !== event.run) return profile;
      const unknown = Object.fromEntries(Object.keys(job.send ?? {}).map((id) => [id, 'unknown' as const]));
      return { ...profile, job: null, fates: { ...profile.fates, ...unknown }, problem: { why: event.why, detail: event.info, at: now } };
    }
    default:
      return event satisfies never;
  }
}

type Read = Extract<ProfileEvent, { type: 'profileRead' }>;

/** What the server shows counts. Of a picture that is another address: the server makes a picture of its own of it. */
function fateOf(id: ProfileRowId, wanted: readonly string[], { there, answers }: Read, before: Profile): ProfileFate {
  const shown = there.values[id] ?? [];
  const isPicture = id === 'avatar' || id === 'header';
  const isThere = isPicture ? shown.length > 0 && shown[0] !== before.there?.values[id]?.[0] : isSameValue(id, wanted, shown);
  if (isThere) return 'taken';
  return answers[id] === 'refused' ? 'refused' : 'unknown';
}
