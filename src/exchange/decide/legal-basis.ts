import { londonDate } from '../../platform/index.ts';
import type { CompiledPolicy, LegalBasis } from '../../policy/index.ts';
import type { DutyStatus, MessageTypeCode, PurposeCode } from '../../vocabulary/index.ts';

/** What selects a legal basis for one exchange. */
export interface BasisFacts {
  readonly at: Date;
  readonly purpose: PurposeCode;
  readonly messageType: MessageTypeCode;
  readonly source: { readonly dutyStatus: DutyStatus };
  readonly recipient: { readonly dutyStatus: DutyStatus };
}

/** Under which power and on which grounds this exchange stands on its London day (docs/domain/01 §1.1 layers A to C). */
export function findLegalBasis(
  policy: Pick<CompiledPolicy, 'findBasis'>,
  { at, purpose, messageType, source, recipient }: BasisFacts,
): LegalBasis | undefined {
  return policy.findBasis({
    purpose,
    messageType,
    sourceDutyStatus: source.dutyStatus,
    recipientDutyStatus: recipient.dutyStatus,
    on: londonDate(at),
  });
}

/**
 * Whether processing rests on consent in the sense of UK GDPR Art 6(1)(a) or 9(2)(a), so that it must stop when that is
 * withdrawn (docs/domain/01 §1.2). Agreement to share under a public task is not meant.
 */
export function restsOnConsent(basis: LegalBasis | undefined): boolean {
  return basis?.art6 === '6(1)(a)' || basis?.art9 === '9(2)(a)';
}
