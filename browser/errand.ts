/**
 * Errands: what the background has a script of ours do in a page of a server, and what that script tells of it. The
 * kinds go on beside each other; of each, a page does one at a time.
 */
import type { DetailId } from '../journey/detail-ids';
import type { DetailTrouble } from '../journey/details';
import type { PageSeen } from '../journey/facts';
import type { FollowerList, FollowerTrouble } from '../journey/followers';
import type { Misfit } from '../journey/import/plan';
import type { ListTrouble, Pause } from '../journey/plan';
import type { ProfileAnswers, ProfileSent, ProfileThere } from '../journey/profile';
import type { KitFile } from '../kit/kit-file';
import type { Follower } from '../lists/followers';
import type { ListKind } from '../lists/kinds';
import type { Parcel } from '../mastodon/bring';
import type { BringStep } from '../mastodon/bring-step';

export const errandKinds = ['lists', 'imports', 'followers', 'details', 'profile', 'chores'] as const;
export type ErrandKind = (typeof errandKinds)[number];

/** Whose account a page must show, by its own word. */
interface Owner {
  handle: string;
  id: string;
}

type ImportTask =
  /** Send this piece, and confirm it. */
  | { task: 'import'; piece: string; parcel: Parcel }
  /** Read the recent imports, and the rows that failed of these. */
  | { task: 'look'; failures: readonly { id: string; importId: number }[] }
  /** Read an unconfirmed import in English and say what is not as meant. */
  | { task: 'check'; piece: string; importId: number; meant: Pick<Parcel, 'type' | 'rows' | 'name' | 'filterPosts'> };

interface Orders {
  /** Read these lists, to save or to compare them; null: everything there is. */
  lists: { handle: string; kinds: readonly ListKind[] | null };
  imports: { handle: string } & ImportTask;
  /** Read one page of followers; `after` is where it begins, null for the first one. */
  followers: { list: FollowerList; account: { id: string; domain: string }; index: number; after: string | null };
  /** Read one detail of the old account. */
  details: { detail: DetailId; owner: Owner };
  /** Read the new account's profile, after sending this; null: nothing is sent. */
  profile: { owner: Owner; send: ProfileSent | null };
  /** One small thing: end the access of this app of ours; request the archive of posts, or look for it. */
  chores: { owner: Owner } & ({ task: 'close-app'; app: string } | { task: 'request-archive' | 'look-archive' });
}

/** What to do next in a page. `id` stays the same as long as it goes on. */
export type Errand<Kind extends ErrandKind = ErrandKind> = { [K in Kind]: { kind: K; id: string } & Orders[K] }[Kind];

/** A list whose chunks were all sent: what it is, and what its bytes must be when they are put together. */
interface SentList extends Omit<KitFile, 'bytes'> {
  chunks: number;
  size: number;
  /** Of the server, as its page says. */
  version: string;
}

interface News {
  lists:
    | { what: 'seen'; seen: PageSeen }
    | { what: 'began'; kinds: readonly ListKind[] }
    | { what: 'reading'; kind: ListKind }
    | ({ what: 'list' } & SentList)
    | { what: 'lost'; kind: ListKind; problem: ListTrouble; detail: string }
    | { what: 'stopped'; why: Pause; detail: string }
    | { what: 'ended' };
  imports:
    | { what: 'step'; id: string; step: BringStep }
    | { what: 'looked'; step: BringStep }
    | { what: 'failures'; id: string; chunks: number }
    | { what: 'checked'; id: string; importId: number; misfits: readonly Misfit[] }
    /** Its page could not be read. */
    | { what: 'uncheckable'; id: string }
    | { what: 'ended' };
  followers: { list: FollowerList } & (
    | { what: 'page'; index: number; followers: readonly Follower[]; next: string | null; of: number | null }
    /** The server asks to wait so many seconds. */
    | { what: 'wait'; seconds: number }
    | { what: 'failed'; why: FollowerTrouble; detail: string }
  );
  details: { detail: DetailId } & (
    | {
        what: 'read';
        files: readonly { name: string; chunks: number; size: number; sha256: string; contentType: string }[];
        elsewhere: Partial<Record<'avatar' | 'header', string>>;
      }
    | { what: 'failed'; why: DetailTrouble; info: string }
  );
  profile: { what: 'read'; there: ProfileThere; answers: ProfileAnswers } | { what: 'failed'; why: DetailTrouble; info: string };
  chores:
    | { what: 'app'; isClosed: boolean }
    /** The export page as it is afterwards; null where the server showed none. */
    | { what: 'archive'; answer: 'requested' | 'refused' | 'failed' | 'looked'; seen: PageSeen | null };
}
export type ErrandNews<Kind extends ErrandKind> = News[Kind];

/** What a page tells of an errand of its own, said in one message. */
export type ErrandTold = { [Kind in ErrandKind]: { kind: Kind; id: string; news: News[Kind] } }[ErrandKind];

/** One slice of a file, base64, at most 4 MB of text. */
export interface ErrandChunk {
  kind: ErrandKind;
  id: string;
  /** Which of the errand's files. */
  file: string;
  index: number;
  base64: string;
}

/** Bytes from `at` on of a file that the extension keeps. The card names no errand. */
export interface BytesAsked {
  kind: 'imports' | 'profile';
  id: string | null;
  file: string;
  at: number;
}
