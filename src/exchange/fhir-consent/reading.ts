import type { ConsentDraft } from '../../consent/index.ts';
import type { CategoryCode, ProblemDetail, PurposeCode } from '../../vocabulary/index.ts';
import type { NamedDecider } from '../choosing/find-decider.ts';
import type { OrganisationIdentifier } from './consent-terms.ts';
import type { ConsentRequest } from '../receive/consent-request.ts';

/** Notes that an element cannot be read exactly, so that the whole waits as a draft. */
export type NoteUnclear = (pointer: string, rule: string, message: string) => void;

/** To whom, with organisations by the identifiers that the resource gives. */
export type ReadRecipients =
  | 'ALL'
  | {
      readonly organisations: readonly (OrganisationIdentifier & { readonly pointer: string })[];
      readonly departments: Exclude<ConsentDraft['recipients'], 'ALL'>['departments'];
      readonly roles: Exclude<ConsentDraft['recipients'], 'ALL'>['roles'];
      readonly organisationTypes: Exclude<ConsentDraft['recipients'], 'ALL'>['organisationTypes'];
    };

/** What a Consent says, exactly. */
export interface ReadChoice {
  readonly kind: ConsentDraft['kind'];
  readonly purposes: 'ALL' | readonly PurposeCode[];
  readonly recipients: ReadRecipients;
  readonly categories: {
    /** `AS_SHOWN`: whatever the notice named, less what is denied. */
    readonly permit: 'AS_SHOWN' | readonly CategoryCode[];
    readonly deny: 'ALL' | readonly CategoryCode[];
  };
  readonly validFrom: Date | null;
  readonly validTo: Date | null;
  readonly dataPeriod: ConsentDraft['dataPeriod'];
  readonly informationGiven: {
    readonly noticeVersion: string;
    readonly language: string;
    readonly format: NonNullable<ConsentDraft['informationGiven']>['format'];
    readonly interpreter: boolean;
  } | null;
  readonly consequencesExplained: boolean;
  readonly channel: ConsentDraft['channel'];
  readonly reviewOn: string | null;
}

/** A Consent as it was read: about whom, by whom, and what it says or why that is not clear. */
export interface ConsentReading {
  readonly dataSubject: ConsentRequest['dataSubject'];
  readonly decidedBy: NamedDecider;
  readonly evidenceRef: string | null;
  readonly statedAt: string | null;
  readonly identifiers: readonly { readonly system: string; readonly value: string }[];
  /** Whether a person has settled it: a draft or proposal has not been. */
  readonly choice: ReadChoice | null;
  /** Not empty exactly where `choice` is null. */
  readonly unclear: readonly ProblemDetail[];
}
