import type { CaseDraft } from '../../cases/index.ts';
import { type Notice, composeEmergencyAccess, sealNotice } from '../../notices/index.ts';
import { type ExchangeId, newId } from '../../platform/index.ts';
import { findCaseDue } from '../cases/case-rules.ts';
import { draftNoticeEntry } from '../deliver/draft-notice-entry.ts';
import { findTold } from '../deliver/tell-family.ts';
import type { House } from '../house.ts';
import type { DecidedRecipient } from '../record/draft-decision-entry.ts';
import type { ResolvedExchange } from '../resolve/resolved-exchange.ts';
import type { ComposedGrant } from './composed-grant.ts';
import { type GrantDraft, sealGrant } from './emergency-grants.ts';
import { repeatedEmergencies } from './emergency-rules.ts';

const day = 86_400_000;

/** Composes the grant, whom to tell, and what officers must look at by the next working day (docs/domain/07 X2). */
export async function composeGrant(
  house: Pick<House, 'keyStore'>,
  exchangeId: ExchangeId,
  exchange: ResolvedExchange,
  granted: readonly DecidedRecipient[],
  draft: GrantDraft,
): Promise<ComposedGrant> {
  const { dataSubject, grantedAt } = draft;
  const { message, requester } = exchange.identified;
  const told = new Set(granted.flatMap(({ decision }) => findTold(exchange, decision)));
  const notices = [...told].map((person) =>
    writeNotice(
      { exchangeId, person, about: dataSubject, writtenAt: grantedAt },
      requester.organisation.name,
    ),
  );
  const consignment = {
    exchangeId,
    dataSubject,
    purpose: message.purposeCode,
    correlationId: message.correlationId ?? exchangeId,
  };
  return {
    sealed: await sealGrant(house.keyStore, draft),
    evidence: {
      about: [dataSubject],
      silent: true,
      content: {
        schema: 'assent.emergency-access/1',
        grantId: draft.grantId,
        to: { ...draft.to },
        reason: draft.reason,
        expiresAt: draft.expiresAt.toISOString(),
      },
    },
    notices: await Promise.all(notices.map((notice) => sealNotice(house.keyStore, notice))),
    entries: notices.map((notice) => draftNoticeEntry(consignment, notice)),
    cases: composeCases(exchangeId, draft),
  };
}

function writeNotice(
  told: Pick<Notice, 'exchangeId' | 'person' | 'about' | 'writtenAt'>,
  by: string,
): Notice {
  return {
    ...told,
    noticeId: newId<'Notice'>(),
    kind: 'EMERGENCY_ACCESS',
    text: composeEmergencyAccess({ by }),
    details: { by },
  };
}

/** Each access is looked at; one person's that come close together are looked at as one as well. */
function composeCases(
  exchangeId: ExchangeId,
  { grantId, to, dataSubject, grantedAt, reason }: GrantDraft,
): readonly CaseDraft[] {
  const who = `${to.organisationId} ${to.staffId}`;
  const about = (kind: CaseDraft['kind']): Omit<CaseDraft, 'subject'> => ({
    caseId: newId<'Case'>(),
    kind,
    organisationId: to.organisationId,
    exchangeId,
    openedAt: grantedAt,
    dueAt: findCaseDue(kind, grantedAt),
    about: [dataSubject],
    actBy: { ...to },
    silent: true,
    content: { grantId, reason },
  });
  return [
    { ...about('EMERGENCY_ACCESS'), subject: null },
    {
      ...about('REPEATED_EMERGENCY'),
      subject: who,
      tally: {
        key: who,
        mark: grantId,
        needed: repeatedEmergencies.accesses,
        since: new Date(grantedAt.getTime() - repeatedEmergencies.days * day),
      },
    },
  ];
}
