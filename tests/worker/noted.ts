/** Functions of other modules that only note that they were called. Loaded by `vi.hoisted`, before any mock. */

type Named = readonly [name: string, ...args: unknown[]];
type Noted = (...args: unknown[]) => unknown;

export function makeNoted() {
  const called: Named[] = [];
  const answers: Record<string, unknown> = {};
  /** Noted, and answered as the test says; an error is thrown. */
  const noted =
    (name: string): Noted =>
    (...args) => {
      called.push([name, ...args]);
      if (answers[name] instanceof Error) throw answers[name];
      return answers[name];
    };
  const later =
    (name: string): Noted =>
    async (...args) =>
      noted(name)(...args);
  const every = (made: (name: string) => Noted, names: readonly string[]) => Object.fromEntries(names.map((name) => [name, made(name)]));
  return {
    doors: new Map<string, (received: { data: unknown; sender: unknown }) => Promise<unknown>>(),
    called,
    answers,
    /** Each answers at once. */
    all: (...names: string[]) => every(noted, names),
    /** Each answers with a promise. */
    allLater: (...names: string[]) => every(later, names),
  };
}
