import type {
  Agreements,
  Organisation,
  OrganisationIdentifier,
  RegisteredSystem,
} from '../agreements/index.ts';
import type { Cases, Sayings } from '../cases/index.ts';
import type { ChoiceRequests, Consents, ReceiptSigner, ReuseAgreements } from '../consent/index.ts';
import type { Clocks } from '../deadlines/index.ts';
import type { Queryable } from '../database/index.ts';
import type { EnvironmentMode, Families } from '../families/index.ts';
import type { Holds } from '../holds/index.ts';
import type { KeyStore } from '../keystore/index.ts';
import type { Ledger } from '../ledger/index.ts';
import type { Ask, Clock, Logger, Metrics, PersonId } from '../platform/index.ts';
import type { Plans } from '../plans/index.ts';
import type { CompiledPolicy, Rehearsals } from '../policy/index.ts';
import type { CodeTable } from '../records/index.ts';
import type { Relationships } from '../relationships/index.ts';
import type { Admission } from './admission.ts';
import type { DeliveryTiming } from './deliver/delivery-timing.ts';
import type { Dispatcher } from './deliver/dispatcher.ts';
import type { Turns } from './deliver/turns.ts';
import type { HoldDays } from './holds/hold-rules.ts';
import type { RecordHolders } from './pull/record-holders.ts';
import type { RequestKey, StoredExchange } from './record/stored-exchange.ts';
import type { RequestSigner } from './webhooks/sign-request.ts';
import type { KnownPeople } from './resolve/known-people.ts';
import type { IdentifyRequester } from './identify/index.ts';

/** What the exchange works with: every standing room's door, handed in by the one place that constructs things. */
export interface House {
  readonly pool: Queryable;
  readonly keyStore: KeyStore;
  readonly ledger: Ledger;
  /** What became of a request that was made before, if it was. */
  readonly findEarlier: Ask<RequestKey, StoredExchange | undefined>;
  /** The database's time. */
  readonly tellTime: () => Promise<Date>;
  readonly agreements: Agreements;
  readonly families: Families;
  readonly consents: Consents;
  /** What is remembered of people under their consent epochs. */
  readonly known: KnownPeople;
  /** What families are asked to choose. */
  readonly choiceRequests: ChoiceRequests;
  /** Signs the receipts of choices. */
  readonly receipts: ReceiptSigner;
  /** Agreements that advice is asked for once. */
  readonly reuse: ReuseAgreements;
  readonly relationships: Relationships;
  readonly holds: Holds;
  /** Plans, version by version. */
  readonly plans: Plans;
  /** What officers look at afterwards. */
  readonly cases: Cases;
  /** What people say themselves. */
  readonly sayings: Sayings;
  /** Deadlines that run. */
  readonly clocks: Clocks;
  /** The organisation whose officers look at what belongs to no single one; null where none is named. */
  readonly operator: OrganisationIdentifier | null;
  /** How many working days a locality lets something wait, by reason. */
  readonly holdDays: HoldDays;
  /** The policy version that decides now; whoever decides and writes down holds on to it (`holdPolicy`). @throws PolicyUnknownError */
  readonly policy: CompiledPolicy;
  /** Drafts of policies that are tried on what was decided. */
  readonly rehearsals: Rehearsals;
  /** What coded concepts are: the gateway's own table, and what partners add to it. */
  readonly codes: CodeTable;
  readonly identify: IdentifyRequester<Organisation, RegisteredSystem>;
  readonly dispatcher: Dispatcher;
  /** Whose turn it is to be sent, in this process. */
  readonly turns: Turns;
  /** Asks other systems for what they hold. */
  readonly holders: RecordHolders;
  readonly timing: DeliveryTiming;
  readonly clock: Clock;
  readonly log: Logger;
  /** The figures that the stages move; what they may be labelled with is closed (platform). */
  readonly metrics: Pick<
    Metrics,
    | 'exchanges'
    | 'segments'
    | 'deliveries'
    | 'lateDeliveries'
    | 'takenLate'
    | 'holderAnswers'
    | 'stageSeconds'
    | 'deadlinesMissed'
  >;
  /** Everywhere but in production all data are invented. */
  readonly mode: EnvironmentMode;
  /** The origin under which systems reach the gateway. */
  readonly publicUrl: string;
  /** The number to phone where the recipient has none of its own registered. */
  readonly dutyPhone: string;
  /** For how many minutes an emergency access holds at most. */
  readonly emergencyMinutes: number;
  /** The most parts that a record which is asked for may have: each is decided by itself, while whoever asked waits. */
  readonly recordParts: number;
  /** Milliseconds within which a request is answered, whatever the databases do; urgent safeguarding has its own. */
  readonly deadlines: { readonly urgent: number; readonly usual: number };
  /** How many requests are answered at once. */
  readonly admission: Admission;
  /** Signs requests by which other systems are told something. */
  readonly signRequest: RequestSigner;
  /** Tells a person that there is a message for them; whether that is at an end, or to be tried again. */
  bringNotices(person: PersonId, isLastAttempt: boolean): Promise<boolean>;
  /** Raises the on-call information-governance contact. */
  pageOnCall(why: PageReason): void;
}

/** Why the on-call contact is raised (docs/decisions/0015). */
export type PageReason =
  /** Urgent safeguarding was refused: by a rule, or because it could not be read or resolved. */
  | 'safeguarding-refused'
  /** It could not be written down or has not reached its recipient, and its sender was told to phone. */
  | 'safeguarding-not-delivered'
  /** It was tried again in the background, and that has ended without its arriving. */
  | 'safeguarding-never-arrived'
  /** A hold was handed up to information governance, or something safety-critical waits. */
  | 'hold-not-judged'
  /** Nobody has looked at a case in time. */
  | 'case-not-looked-at';
