/** How many milliseconds a test waits for what is to come: a busy machine takes its time. */
export const PATIENCE = 30_000;
