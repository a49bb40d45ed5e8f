/** How many milliseconds a test of a mutant waits for what may never come: less than tests/patience-ms.ts. */
export const PATIENCE = 5_000;
