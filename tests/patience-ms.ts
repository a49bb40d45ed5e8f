/** How many milliseconds a test waits for what is to come: a busy machine takes its time. */
export const PATIENCE = 30_000;

/** The same where a browser has to get there first: two of them, and their servers, may share one slow core. */
export const PATIENCE_WITH_BROWSERS = 120_000;
