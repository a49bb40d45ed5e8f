/**
 * A plan that an earlier version of the extension stored has none of what came later: whatever may be left out is left
 * out here, one thing at a time and all together.
 */
import type * as v from 'valibot';
import { expect, test } from 'vitest';
import { planSchema } from '../../journey/plan';
import { readPlan } from '../../journey/stored-plan';
import { NOW, newPiece, planAfter, prepared, readyToMove } from './sample';

type Schema = v.GenericSchema & { wrapped?: Schema; entries?: Record<string, Schema>; item?: Schema; value?: Schema };
type Where = readonly string[];

/** The places of everything that may be missing, `*` for each entry of a list or a record. */
function mayBeMissing(schema: Schema, at: Where = []): Where[] {
  if (schema.wrapped !== undefined) return [...(schema.type === 'optional' ? [at] : []), ...mayBeMissing(schema.wrapped, at)];
  if (schema.entries !== undefined) return Object.entries(schema.entries).flatMap(([name, inner]) => mayBeMissing(inner, [...at, name]));
  const inner = schema.type === 'array' ? schema.item : schema.type === 'record' ? schema.value : undefined;
  return inner === undefined ? [] : mayBeMissing(inner, [...at, '*']);
}

function without(value: unknown, [name = '', ...rest]: Where): void {
  if (typeof value !== 'object' || value === null) return;
  const inside = value as Record<string, unknown>;
  if (name === '*') for (const one of Object.values(inside)) without(one, rest);
  else if (rest.length === 0) delete inside[name];
  else without(inside[name], rest);
}

const places = mayBeMissing(planSchema as unknown as Schema);
const whole = planAfter(...readyToMove, { type: 'piecesCut', lists: [{ kind: 'follows', prepared, pieces: [newPiece('0123abcd', 'follows')] }] });

test('there is something that may be missing', () => {
  expect(places.length).toBeGreaterThan(10);
});

test.each(places.map((place) => [place.join('.'), place] as const))('without %s it is read, and nothing else of it is lost', (_, place) => {
  const stored = structuredClone(whole);
  without(stored, place);
  const read = readPlan(structuredClone(stored), NOW);
  expect(read).toMatchObject({ ok: true });
  expect('isRepaired' in read).toBe(false);
  if (read.ok) expect(read.plan).toMatchObject(stored);
});

test('without any of it, too', () => {
  const stored = structuredClone(whole);
  for (const place of places) without(stored, place);
  const read = readPlan(structuredClone(stored), NOW);
  expect(read).toMatchObject({ ok: true, plan: stored });
  expect('isRepaired' in read).toBe(false);
});
