import type { JsonObject } from '../platform/index.ts';
import type { Language, Translate } from './catalogues.ts';

/** Who is signed in, as far as every page needs to know. */
export interface SignedIn {
  readonly accountId: string;
  /** Whether their identity was proved well enough to see what is personal. */
  readonly isProved: boolean;
  /** When the provider last saw them prove who they are. */
  readonly provedAt: Date;
}

/** What a form sent: every value of every name, as text. Nothing of it is believed. */
export interface SentForm {
  /** The first value of a name; empty where it was not sent. */
  first(name: string): string;
  /** All values of a name. */
  all(name: string): readonly string[];
}

/** One request for a page, as its handler sees it: plain data, no request and no response. */
export interface Visit {
  readonly now: Date;
  /** The address without its query. */
  readonly path: string;
  readonly language: Language;
  readonly t: Translate;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: SentForm;
  readonly form: SentForm;
  /** Absent on pages that are open to everybody. */
  readonly account: SignedIn | undefined;
  /** Names the session in the list of one's own; absent where there is none. */
  readonly sessionHandle: string | undefined;
  /** What this session keeps of a journey under way: codes and identifiers, never words of a person. */
  readonly draft: JsonObject | null;
}

/** What a handler answers with. */
export type PageAnswer =
  | {
      readonly kind: 'PAGE';
      /** A file among the surface's templates; its folder is the journey whose catalogue it needs. */
      readonly template: string;
      readonly view: Readonly<Record<string, unknown>>;
      readonly status?: number;
      /** Told when the last byte of the page has gone out, or that it never did: for what counts as given only then. */
      readonly settle?: (arrived: boolean) => void;
      /** Kept in place of the draft; `null` forgets it. */
      readonly draft?: JsonObject | null;
    }
  | {
      readonly kind: 'GO';
      /** A path of our own. */
      readonly to: string;
      readonly draft?: JsonObject | null;
    }
  | {
      readonly kind: 'FILE';
      readonly mediaType: string;
      /** Says nothing about anybody. */
      readonly fileName: string;
      readonly body: Buffer;
    }
  | { readonly kind: 'NOT_FOUND' };

/** Answers a visit. */
export type PageHandler = (visit: Visit) => Promise<PageAnswer> | PageAnswer;
