import type { Agreements } from '../agreements/index.ts';
import type { Consents } from '../consent/index.ts';
import type { Pool } from '../database/index.ts';
import type { OpenDesk } from '../exchange/index.ts';
import type { Families } from '../families/index.ts';
import type { Ledger } from '../ledger/index.ts';
import type { Clock } from '../platform/index.ts';
import type {
  PolicyCalendar,
  PolicyDrafts,
  PolicyPublication,
  PolicyRegister,
  Rehearsals,
} from '../policy/index.ts';
import type { AccountDeps } from './accounts.ts';

/** What the pages of the console stand on. */
export interface ConsoleDeps extends AccountDeps {
  readonly pool: Pool;
  /** 32 bytes: what an officer asked is sealed under a key that is derived from it. */
  readonly sessionKey: Buffer;
  readonly clock: Clock;
  readonly agreements: Agreements;
  readonly families: Pick<Families, 'findNumbered'>;
  readonly consents: Pick<Consents, 'findShown'>;
  /** Where somebody acts in person. */
  readonly openDesk: OpenDesk;
  readonly calendar: Pick<PolicyCalendar, 'present' | 'library'>;
  readonly policies: Pick<PolicyRegister, 'listTurns'>;
  readonly publication: PolicyPublication;
  readonly drafts: PolicyDrafts;
  readonly rehearsals: Rehearsals;
  readonly ledger: Ledger;
  /** Every power, article and condition on which a decision can have rested. */
  readonly bases: readonly string[];
}
