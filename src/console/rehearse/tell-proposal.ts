import { type Language, writeInstant } from '../../pages/index.ts';
import type { PolicyProposal } from '../../policy/index.ts';
import type { OrganisationBook } from '../find/show-decision.ts';

/** A proposal in words: who wants what, who has approved it, and how far it is. */
export function tellProposal(
  { kind, policy, staffId, organisationId, proposedAt, notBefore, approvals, inForceSince }: PolicyProposal,
  book: OrganisationBook,
  { language, now }: { readonly language: Language; readonly now: Date },
): Readonly<Record<string, unknown>> {
  const stages = ['OPEN', 'HALF'] as const;
  return {
    kind,
    name: `${policy.bundle} v${policy.version}`,
    hash: policy.hash,
    by: `${staffId}, ${book.get(organisationId)?.name ?? ''}`,
    when: writeInstant(proposedAt, language),
    notBefore: notBefore === null ? '' : writeInstant(notBefore, language),
    since: inForceSince === null ? '' : writeInstant(inForceSince, language),
    stage:
      inForceSince === null
        ? (stages[approvals.length] ?? 'HALF')
        : inForceSince > now
          ? 'COMING'
          : 'PUBLISHED',
    approvals: approvals.map((each) => ({
      by: each.staffId,
      organisation: book.get(each.organisationId)?.name ?? '',
      side: each.side,
      when: writeInstant(each.at, language),
    })),
  };
}
