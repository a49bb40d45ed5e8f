/**
 * Details of the old account, in the plan: each is read once before the move, which closes their pages, and kept as
 * files in the kit. Pure, as all of `reduce`.
 */
import * as v from 'valibot';
import { type DetailId, detailIds, type KeptId, keptIds } from './detail-ids';
import { momentSchema } from './moment';
import { readingTroubles } from './reading-troubles';
import { wholeNumber as count, shortText as short } from './values';

/** `other-account`: its page showed another account. */
export const detailTroubles = ['other-account', 'busy', ...readingTroubles] as const;
export type DetailTrouble = (typeof detailTroubles)[number];

const id = v.picklist(detailIds);

const readDetailSchema = v.object({
  /** Settings, hashtags or people, whatever its files hold. */
  rows: count,
  /** In the kit. None where its page holds nothing. */
  files: v.pipe(v.array(v.object({ name: short, sha256: short })), v.maxLength(500)),
  at: momentSchema,
});
export type ReadDetail = v.InferOutput<typeof readDetailSchema>;

export const detailsSchema = v.object({
  read: v.record(v.picklist(keptIds), readDetailSchema),
  problems: v.record(id, v.object({ why: v.picklist(detailTroubles), detail: short, at: momentSchema })),
  /** Pictures of the profile that lie on another host, by the name of the file they will be. */
  elsewhere: v.optional(v.record(v.picklist(['avatar', 'header']), short), {}),
});
export type Details = v.InferOutput<typeof detailsSchema>;

export const noDetails: Details = { read: {}, problems: {}, elsewhere: {} };

export type DetailsEvent =
  /** The person asked for what could not be read. */
  | { type: 'detailsAsked' }
  /** Its files are in the kit. */
  | { type: 'detailRead'; detail: KeptId; read: ReadDetail; elsewhere: Details['elsewhere'] }
  | { type: 'detailFailed'; detail: DetailId; why: DetailTrouble; info: string }
  /** Files of details were put into the kit with a dropped one, read at `at`. */
  | { type: 'detailsKept'; details: Readonly<Partial<Record<KeptId, ReadDetail>>> };

export function reduceDetails(details: Details, event: DetailsEvent, now: number): Details {
  switch (event.type) {
    case 'detailsAsked':
      return { ...details, problems: {} };
    case 'detailRead': {
      const { [event.detail as DetailId]: _, ...problems } = details.problems;
      const read = { ...details.read, [event.detail]: event.read };
      return { read, problems, elsewhere: event.detail === 'profile' ? event.elsewhere : details.elsewhere };
    }
    case 'detailFailed':
      return { ...details, problems: { ...details.problems, [event.detail]: { why: event.why, detail: event.info, at: now } } };
    case 'detailsKept': {
      const newer = Object.entries(event.details).filter(([id, { at }]) => (details.read[id as KeptId]?.at ?? 0) <= at);
      return { ...details, read: { ...details.read, ...Object.fromEntries(newer) } };
    }
    default:
      return event satisfies never;
  }
}
