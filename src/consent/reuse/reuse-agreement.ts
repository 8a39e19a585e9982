import type { Id, OrganisationId, PersonId, StaffId } from '../../platform/index.ts';
import type { WhoDecides } from '../choice-question.ts';
import type { DecidedBy } from '../consent-version.ts';
import { maySpeak } from '../decider.ts';

export type ReuseAgreementId = Id<'ReuseAgreement'>;

/** Whose advice it is among those who must be asked (SEND Regulations 2014 reg 6(1), docs/domain/01 §1.8). */
export const adviceKinds = [
  'PARENT_OR_YOUNG_PERSON',
  'EDUCATION',
  'HEALTH',
  'PSYCHOLOGY',
  'SOCIAL_CARE',
  'ADULTHOOD',
  'SENSORY',
  'OTHER',
] as const;
export type AdviceKind = (typeof adviceKinds)[number];

/** The three who must agree that existing advice suffices (reg 6(4)). */
export const reuseParties = ['AUTHOR', 'COUNCIL', 'FAMILY'] as const;
export type ReuseParty = (typeof reuseParties)[number];

/** That one of the three agreed: who said so, and where it is noted. */
export interface ReuseConsent {
  /** London day. */
  readonly on: string;
  readonly staff: StaffId;
  readonly organisation: OrganisationId;
  readonly evidenceRef: string;
}

/** What stands in one version of a reuse agreement. */
export interface ReuseBody {
  readonly advice: {
    readonly kind: AdviceKind;
    /** Under what its author holds it. */
    readonly reference: string;
    /** London day of the advice. */
    readonly givenOn: string;
  };
  readonly author: OrganisationId;
  readonly council: OrganisationId;
  /** The last London day on which it may be reused; `null` is until somebody ends it. */
  readonly lastDay: string | null;
  readonly agreed: {
    readonly author: ReuseConsent | null;
    readonly council: ReuseConsent | null;
    readonly family: (ReuseConsent & { readonly decidedBy: DecidedBy }) | null;
  };
  /** Who ended it, and why in their words if they said. */
  readonly ended: { readonly party: ReuseParty; readonly by: ReuseConsent } | null;
}

/**
 * The agreement of an author, a council and a parent or young person that advice which exists suffices for an assessment, so
 * that nobody is asked again (SEND Regulations 2014 reg 6(4)): "ask once". It is no consent to share and permits nothing.
 */
export interface ReuseAgreement {
  readonly agreementId: ReuseAgreementId;
  /** 1, 2, 3 … without gaps; the newest version is what holds. */
  readonly version: number;
  readonly dataSubject: PersonId;
  readonly recordedAt: Date;
  /** `ERASED` when the data subject's key is destroyed: then it holds no more. */
  readonly body: ReuseBody | 'ERASED';
}

/** Whether a council must not ask an author again, on a London day. */
export interface ReuseQuestion extends WhoDecides {
  readonly date: string;
  readonly author: OrganisationId;
  readonly council: OrganisationId;
  /** Which advice would be asked for; `null` where the request does not say. */
  readonly kind: AdviceKind | null;
}

/** Where an agreement stands. */
export type ReuseState = 'PROPOSED' | 'AGREED' | 'ENDED';

/** Where an agreement stands, as its parties are told. Whether its last day has passed is another question. */
export function stateOfReuse({ agreed, ended }: ReuseBody): ReuseState {
  if (ended !== null) return 'ENDED';
  const all = agreed.author !== null && agreed.council !== null && agreed.family !== null;
  return all ? 'AGREED' : 'PROPOSED';
}

/**
 * Whether advice that exists is to be used in place of asking for it again: all three agreed to this author's advice for
 * this council, nobody has ended it, its last day has not passed, and whoever agreed for the family may still decide. In
 * any doubt the council asks. Pure.
 */
export function mayReuse(
  agreements: readonly ReuseAgreement[],
  question: ReuseQuestion,
): { readonly result: 'AGREED' | 'NONE'; readonly agreements: readonly ReuseAgreementId[] } {
  const holding = newest(agreements).filter((agreement) => holds(agreement, question));
  return {
    result: holding.length > 0 ? 'AGREED' : 'NONE',
    agreements: holding.map(({ agreementId }) => agreementId).toSorted(),
  };
}

function holds({ dataSubject, body }: ReuseAgreement, question: ReuseQuestion): boolean {
  if (body === 'ERASED' || dataSubject !== question.dataSubject || stateOfReuse(body) !== 'AGREED')
    return false;
  const family = body.agreed.family;
  return (
    body.author === question.author &&
    body.council === question.council &&
    (question.kind === null || body.advice.kind === question.kind) &&
    (body.lastDay === null || question.date <= body.lastDay) &&
    family !== null &&
    maySpeak(family.decidedBy, question, 'PERMIT')
  );
}

function newest(agreements: readonly ReuseAgreement[]): ReuseAgreement[] {
  const known = new Map<string, ReuseAgreement>();
  for (const agreement of agreements) {
    const other = known.get(agreement.agreementId);
    if (other === undefined || agreement.version > other.version) known.set(agreement.agreementId, agreement);
  }
  return [...known.values()];
}
