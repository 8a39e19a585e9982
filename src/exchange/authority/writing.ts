import type { Assessor, AuthorityOrigin, DecisionTerms } from '../../families/index.ts';
import type { NamedPeople } from './find-named-people.ts';

/** Who records, and the request that they record by. */
export interface Recorder {
  readonly by: Assessor;
  readonly origin: AuthorityOrigin;
}

/** All that the writing of one event of authority needs: whom it names, who records it, and for which decisions it holds. */
export interface Writing extends Recorder {
  readonly people: NamedPeople;
  readonly evidenceRef: string;
  /** `null` for events that are not about particular decisions. */
  readonly terms: DecisionTerms | null;
  /** The instant at which it is recorded. */
  readonly at: Date;
}
