/**
 * What a test holds back until it says so: nothing hangs on how fast a machine is.
 */
export interface Gate {
  /** Ends when the gate is opened. */
  opened: Promise<void>;
  open(): void;
}

export function makeGate(): Gate {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
