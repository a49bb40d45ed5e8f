/** `kit.json`, the part of a kit's ZIP that is for us: what each save holds, hashed and dated. */
import * as v from 'valibot';
import { keptIds } from '../journey/detail-ids';
import { wholeNumber as count, sha256Text, shortText as text } from '../journey/values';
import { listKinds, listNotes } from '../lists/kinds';

export const INDEX = 'kit.json';
export const FORMAT = 'transhumance-kit';
export const VERSION = 1;

const isoTime = v.pipe(v.string(), v.isoTimestamp());
export const indexSchema = v.object({
  format: v.literal(FORMAT),
  version: v.literal(VERSION),
  snapshots: v.pipe(
    v.array(
      v.object({
        id: text,
        takenAt: isoTime,
        handle: text,
        server: v.object({ origin: text, software: text, version: text }),
        files: v.pipe(
          v.array(
            v.object({
              path: text,
              kind: v.picklist(listKinds),
              name: text,
              sha256: sha256Text,
              bytes: count,
              rows: count,
              pageCount: v.nullable(count),
              contentType: text,
              source: v.picklist(['export', 'filters-pages', 'dropped']),
              takenAt: v.optional(isoTime),
              notes: v.optional(v.array(v.picklist(listNotes)), []),
            }),
          ),
          v.maxLength(100),
        ),
        // Kits of before followers were saved have none.
        followers: v.optional(
          v.pipe(
            v.array(v.object({ path: text, name: text, sha256: sha256Text, bytes: count, rows: count, of: v.nullable(count), takenAt: isoTime })),
            v.maxLength(20),
          ),
          [],
        ),
        // Kits of before details were saved have none.
        details: v.optional(
          v.pipe(
            v.array(v.object({ path: text, detail: v.picklist(keptIds), name: text, sha256: sha256Text, bytes: count, contentType: text, takenAt: isoTime })),
            v.maxLength(2_000),
          ),
          [],
        ),
      }),
    ),
    v.maxLength(200),
  ),
});
export type Index = v.InferOutput<typeof indexSchema>;
