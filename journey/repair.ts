/** Saves what can be read of a stored plan that as a whole cannot. */
import * as v from 'valibot';

type Entries = Record<string, v.GenericSchema>;

/**
 * The value read by the schema where that works, otherwise the fallback with everything of the value that can be read:
 * entries of an object and of a record one by one, down to the first that is neither. A list is taken whole or not at
 * all: half a list of what was done would be a lie.
 * `whole` names entries that are taken whole or not at all, too.
 */
export function salvage(schema: v.GenericSchema, value: unknown, fallback: unknown, whole: readonly string[] = []): unknown {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  if (!isPlain(value)) return fallback;
  const inner = unwrap(schema);
  if (isObjectSchema(inner)) return salvageEntries(inner.entries, value, fallback, whole);
  if (isRecordSchema(inner)) return salvageRecord(inner, value);
  return fallback;
}

function salvageEntries(entries: Entries, value: Record<string, unknown>, fallback: unknown, whole: readonly string[]): unknown {
  // Where there is nothing to fall back to, an entry that cannot be read takes its object with it.
  if (!isPlain(fallback)) return fallback;
  return Object.fromEntries(
    Object.entries(entries).map(([name, schema]) => {
      const instead = fallback[name];
      const own = Object.hasOwn(value, name) ? value[name] : undefined;
      return [name, whole.includes(name) ? parsedOr(schema, own, instead) : salvage(schema, own, instead)];
    }),
  );
}

function salvageRecord(schema: v.GenericSchema, value: Record<string, unknown>): Record<string, unknown> {
  const readable = Object.entries(value).filter(([name, inner]) => v.is(schema, { [name]: inner }));
  return v.parse(schema, Object.fromEntries(readable)) as Record<string, unknown>;
}

function parsedOr(schema: v.GenericSchema, value: unknown, fallback: unknown): unknown {
  const parsed = v.safeParse(schema, value);
  return parsed.success ? parsed.output : fallback;
}

function unwrap(schema: v.GenericSchema): v.GenericSchema {
  return 'wrapped' in schema ? unwrap(schema.wrapped as v.GenericSchema) : schema;
}

function isObjectSchema(schema: v.GenericSchema): schema is v.GenericSchema & { entries: Entries } {
  return schema.type === 'object' && 'entries' in schema;
}

function isRecordSchema(schema: v.GenericSchema): boolean {
  return schema.type === 'record';
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
