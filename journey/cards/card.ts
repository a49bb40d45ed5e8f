/** What a card is: what a rule is given, and what it says. */
import type { ActButton, FileWanted } from '../act';
import type { FactsOf, PageId, PageSeen } from '../facts';
import type { Plan } from '../plan';
import type { Side, StepId } from '../step-ids';
import type { Text } from '../text';

export interface Guidance {
  /** The rule that spoke: `alias.fill`. */
  id: string;
  step: StepId;
  side: Side;
  tone: 'act' | 'wait' | 'warn' | 'done';
  title: Text;
  body: readonly Text[];
  /** The control spoken of, by its name in the page's own table. */
  point?: string;
  fill?: {
    /** Fields by their names in the page's own table; all of them or none. */
    fills: readonly { field: string; value: string | FileWanted }[];
    auto: boolean;
    /** "@amelie@old.example is filled in." */
    done: Text;
    title: Text;
    body: readonly Text[];
    /** One thing to do after the other. */
    isList?: boolean;
  };
  primary?: ActButton;
  /** Another way to do it. */
  second?: ActButton;
  quiet?: ActButton;
  progress?: { value: number; max: number };
  /** A time that is waited for: the card counts down to it. */
  until?: number;
}

export interface Here {
  seen: PageSeen;
  /** The step whose button brought the person to this page. */
  cameBy: StepId | null;
}

export interface Context<Id extends PageId = PageId> {
  plan: Plan;
  seen: Extract<PageSeen, { page: Id }>;
  facts: FactsOf<Id>;
  /** The side whose account is signed in. */
  side: Side;
  auto: boolean;
  /** Shown forms of the two accounts, for sentences. */
  old: string;
  new: string;
}

export type Spoken = Omit<Guidance, 'id' | 'side'> & { side?: Side };
export interface Rule<Id extends PageId> {
  id: string;
  when: (c: Context<Id>) => boolean;
  say: (c: Context<Id>) => Spoken;
}
