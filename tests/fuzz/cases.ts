/**
 * How much of the fuzz is tried, and from which seed. `npm test` tries a small part; `npm run fuzz` a million cases, or
 * as many as it is told. The same seed tries the same cases, and a case that fails is printed as small as it can be
 * made.
 */
import fs from 'node:fs';
import fc from 'fast-check';
import { expect } from 'vitest';

/** All cases of all files together. */
const CASES = Number(process.env.FUZZ_CASES ?? 2_000);
const USUAL = 20_261_127;
const SEED = Number(process.env.FUZZ_SEED ?? USUAL);
/** Where `npm run fuzz` collects what was tried; with it there is time to look at the clock. */
const report = process.env.FUZZ_REPORT;

/** For a test of its own: no case takes as long as all of them. */
export const timeout = 60_000 + CASES * 60;

/** A case that takes longer hangs: milliseconds of the processor, so that a busy machine is no hanging case. */
const HANGS = 1_000;

export interface Tried {
  what: string;
  cases: number;
  /** Milliseconds of the processor for the case that took longest. */
  slowest: number;
  /** Milliseconds of the processor for all of them. */
  ms: number;
  /** How often each thing was seen that a case counts: by it one knows that the cases reach what they are meant for. */
  reached: Record<string, number>;
}

/**
 * Tries a share of all cases. `check` throws where something is wrong; what it returns is counted, so that it can be
 * seen what the cases reach.
 */
export async function attempt<Case>(what: string, share: number, cases: fc.Arbitrary<Case>, check: (one: Case) => string | Promise<string>): Promise<Tried> {
  const tried = nothingOf(what);
  let unsaid = nothingOf(what);
  const once = async (one: Case) => {
    const began = process.cpuUsage();
    const reached = await check(one);
    const { user, system } = process.cpuUsage(began);
    return { reached, ms: (user + system) / 1_000 };
  };
  let hasFailed = false;
  const property = fc.asyncProperty(cases, async (one) => {
    let { reached, ms } = await once(one).catch((error: Error) => {
      // To make it small may take longer than there is time for.
      if (!hasFailed) process.stderr.write(`${what}, seed ${SEED}, fails first with ${fc.stringify(one)}\n${error.message}\n`);
      hasFailed = true;
      throw error;
    });
    // What is cleared away just then belongs to the cases before.
    for (let again = 0; report !== undefined && ms > HANGS && again < 3; again++) ms = Math.min(ms, (await once(one)).ms);
    for (const sum of [tried, unsaid]) count(sum, reached, ms);
    if (unsaid.cases >= 500) unsaid = told(unsaid);
    if (report !== undefined && ms > HANGS) throw new Error(`It took ${Math.round(ms)} ms`);
  });
  await fc.assert(property, { seed: SEED, numRuns: Math.max(10, Math.round(CASES * share)), endOnFailure: false });
  told(unsaid);
  return tried;
}

const nothingOf = (what: string): Tried => ({ what, cases: 0, slowest: 0, ms: 0, reached: {} });

function count(sum: Tried, reached: string, ms: number): void {
  sum.cases += 1;
  sum.ms += ms;
  sum.slowest = Math.max(sum.slowest, ms);
  sum.reached[reached] = (sum.reached[reached] ?? 0) + 1;
}

/** A part is told as it is done, so that a round that is stopped still says what it tried. */
function told(part: Tried): Tried {
  if (report !== undefined) fs.appendFileSync(report, `${JSON.stringify(part)}\n`);
  return nothingOf(part.what);
}

/** The cases reach what they are meant for; few cases from another seed may miss it. */
export function expectReached({ cases, reached }: Tried, ...ends: readonly string[]): void {
  if (cases >= (SEED === USUAL ? 200 : 1_000)) for (const end of ends) expect(reached[end] ?? 0, end).toBeGreaterThan(0);
}

/** One change to a text: where, as a part of its length, how much of it, and what is put there. */
interface Edit {
  how: 'cut' | 'double' | 'put' | 'swap' | 'end';
  at: number;
  length: number;
  what: string;
}

/** A place as a part of the whole: anywhere, where fast-check likes the ends. */
export const anywhere: fc.Arbitrary<number> = fc.noBias(fc.nat(1_000_000)).map((at) => at / 1_000_001);

/** Mostly null. */
export function seldom<Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> {
  return fc.oneof({ weight: 7, arbitrary: fc.constant(null) }, arbitrary);
}

/** Some changes to a text, with pieces that mean harm in that kind of text. */
export function edits(harm: readonly string[], most = 4): fc.Arbitrary<Edit[]> {
  const edit = fc.record<Edit>({
    how: fc.constantFrom('cut', 'double', 'put', 'put', 'put', 'put', 'put', 'double', 'cut', 'swap', 'swap', 'end'),
    at: anywhere,
    length: fc.oneof({ weight: 3, arbitrary: fc.nat(12) }, fc.nat(400)),
    what: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...harm) }, fc.string({ unit: 'grapheme', maxLength: 12 })),
  });
  return fc.array(edit, { minLength: 1, maxLength: most });
}

/** The text with these changes made, one after the other. */
export function edited(text: string, changes: readonly Edit[], most = 200_000): string {
  return changes.reduce((before, { how, at, length, what }) => {
    const from = Math.floor(at * before.length);
    const [head, middle, tail] = [before.slice(0, from), before.slice(from, from + length), before.slice(from + length)];
    const after = {
      cut: head + tail,
      double: head + middle + middle + tail,
      put: head + what + middle + tail,
      swap: head + what + tail,
      // What breaks off is broken off near its end, or little would be left of any text.
      end: at > 0.5 ? head : before,
    }[how];
    return after.length > most ? before : after;
  }, text);
}

/** The same for bytes, each character one byte. */
export function editedBytes(bytes: Uint8Array, changes: readonly Edit[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(edited(Buffer.from(bytes).toString('latin1'), changes), 'latin1'));
}

/** What breaks any text: control characters, other directions, halves of characters, very much of one thing. */
export const harmful: readonly string[] = [
  '\0',
  '\u202e',
  '\u2066',
  '\ufeff',
  '\u200b',
  '\ud800',
  '\r\n',
  '\t',
  '"',
  "'",
  '\\',
  '`',
  '__proto__',
  'constructor',
  'toString',
  'undefined',
  'null',
  '-1',
  '9007199254740993',
  '1e999',
  '٣٤٥',
  '1'.repeat(400),
  '1,234.567,890'.repeat(40),
  'a'.repeat(3_000),
  '@a@b.example',
  '@'.repeat(300),
  'https://evil.example/',
  'javascript:void(0)',
  '=1+1',
];
