import type { Pool } from '../database/index.ts';
import type { Clock, Logger, Metrics } from '../platform/index.ts';
import type { Language } from './catalogues.ts';
import type { ProvedIdentity } from './sign-in/read-identity.ts';
import type { SignInProvider } from './sign-in/sign-in-provider.ts';

/** A place that every page of a surface leads to. */
export interface Place {
  readonly href: string;
  /** Its name in the catalogues. */
  readonly key: string;
}

/** How the pages of a surface look. */
export interface SurfaceManner {
  /** Every page of somebody who is signed in can be left at once for one about the weather: for readers who must not be seen reading. */
  readonly leavesAtOnce: boolean;
  /** Pages take the whole width: for tables, at a desk. */
  readonly isWide: boolean;
}

/** What a surface for people in browsers is made of: the families' portal, or another. */
export interface Surface {
  /** Lower-case letters: names its cookies and sessions apart from another surface's. */
  readonly name: string;
  /** The https origin under which people reach it, without a slash at the end. */
  readonly origin: string;
  readonly pool: Pool;
  /** 32 bytes. */
  readonly sessionKey: Buffer;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info' | 'warn' | 'fault'>;
  readonly metrics: Pick<Metrics, 'requestSeconds'>;
  readonly provider: SignInProvider;
  /** Its own templates and catalogues, beside those that all pages share. */
  readonly templates: URL;
  readonly catalogues: URL;
  /** The languages of its catalogues; English is one of them. */
  readonly languages: readonly Language[];
  readonly places: readonly Place[];
  readonly manner: SurfaceManner;
  /** Kilobytes that a form may have. */
  readonly formLimit: number;
  /** The account of whoever signed in; made when they come for the first time. Nothing where they have no business here. */
  readonly openAccount: (identity: ProvedIdentity, at: Date) => Promise<string | undefined>;
}
