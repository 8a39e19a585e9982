import type { PurposeCode } from '../vocabulary/index.ts';
import type { AuthorityQuestion } from './authority-facts.ts';

/** Purposes whose decisions are about special educational needs (Children and Families Act 2014 Part 3; docs/domain/03 §3.2). */
const sendPurposes: readonly PurposeCode[] = ['P03', 'P04', 'P05'];

/** Whether a decision for this purpose passes to the young person at the end of compulsory school age (s.80). */
export function isSendDecision(purpose: PurposeCode): boolean {
  return sendPurposes.includes(purpose);
}

/**
 * Asks who may decide for a purpose on a London day (YYYY-MM-DD). What is not named is left open, so that only what holds for
 * every category and recipient answers.
 */
export function askAuthority(
  purpose: PurposeCode,
  date: string,
  named: Partial<Pick<AuthorityQuestion, 'category' | 'recipientType' | 'recipientOrganisationId'>> = {},
): AuthorityQuestion {
  return {
    purpose,
    category: null,
    recipientType: null,
    recipientOrganisationId: null,
    ...named,
    date,
    sendDecision: isSendDecision(purpose),
  };
}
