/**
 * Tokens of our own and the secrets that belong to them ("Ask once"): in `storage.session`, which no page can read and
 * which is gone with the browser; never in a message, a file, the plan or the kit (docs/rules.md 1).
 */
import type { Side } from '../journey/step-ids';
import type { App } from '../mastodon/oauth';
import { item } from './item';
import { makeQueue } from './queue';

export interface GrantSecret {
  readonly origin: string;
  readonly app: App;
  readonly verifier: string;
  /** The tab in which the person is asked; null once that is over. */
  readonly tabId: number | null;
  /** Null until the person has let us in. */
  readonly token: string | null;
  /** Accounts that were looked up on that server: their numbers there. */
  readonly known: readonly (readonly [string, string | null])[];
}

const secretsItem = item<Partial<Record<Side, GrantSecret>>>('session', 'grants', {});

export async function secretOf(side: Side): Promise<GrantSecret | null> {
  return (await secretsItem.getValue())[side] ?? null;
}

const inTurn = makeQueue();

/** Null drops it. */
export function keepSecret(side: Side, secret: GrantSecret | null): Promise<void> {
  return changeSecret(side, () => secret);
}

/** `change` gets what is stored when its turn comes, so that nothing dropped in between comes back. */
export function changeSecret(side: Side, change: (secret: GrantSecret | null) => GrantSecret | null): Promise<void> {
  return inTurn(async () => {
    const { [side]: before = null, ...others } = await secretsItem.getValue();
    const after = change(before);
    await secretsItem.setValue(after === null ? others : { ...others, [side]: after });
  });
}

/** The tab of the server that was opened to end the access of an app, as its secret was lost. */
export const closerTabItem = item<number | null>('session', 'closerTab', null);
