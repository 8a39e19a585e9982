import type { ConsentRefusal, ConsentRule } from '../../consent/index.ts';
import type { Problem } from '../../vocabulary/index.ts';
import { notCertain } from '../choosing/choice-answers.ts';
import { extensions } from './consent-terms.ts';
import { extensionPath } from './read-extensions.ts';

/** The elements in which a choice names what our own forms name elsewhere. */
const elements: Readonly<Record<string, string>> = {
  '/dataSubject': 'Consent.patient',
  '/decidedBy': 'Consent.performer',
  '/purposes': 'Consent.provision.purpose',
  '/recipients': 'Consent.provision.actor',
  '/categories': 'Consent.provision.securityLabel',
  '/period': 'Consent.provision.period',
  '/validTo': 'Consent.provision.period',
  '/dataPeriod': 'Consent.provision.dataPeriod',
  '/evidenceRef': 'Consent.source',
  '/status': 'Consent.status',
  '/type': 'Consent.scope',
  '/informationGiven': extensionPath(extensions.information),
  '/consequencesExplained': extensionPath(extensions.consequences),
};

/** The element that a place in our own form stands for. */
export function elementOf(field: string): string {
  return (
    Object.entries(elements).find(([own]) => field === own || field.startsWith(`${own}/`))?.[1] ?? 'Consent'
  );
}

/** Refusals after which a choice is kept as a draft: somebody can still find the notice, or confirm the capacity. */
const waiting: readonly ConsentRule[] = [
  'HOLD_CAPACITY',
  'NOTICE_LANGUAGE_DIFFERS',
  'NOTICE_UNKNOWN',
  'PERMIT_EXCEEDS_NOTICE',
];

/** Whether what is refused under this rule waits for somebody. */
export function waitsForHuman(rule: ConsentRule): boolean {
  return waiting.includes(rule);
}

/** A refusal of the room of consent as a problem about a Consent. */
export function tellRefusal({ field, rule, message }: ConsentRefusal): Problem {
  if (rule === 'VERSION_DIFFERS') {
    return { code: 'precondition-failed', errors: [{ pointer: 'http.if-match', rule, message }] };
  }
  if (rule === 'CONSENT_BY_ANOTHER' || rule === 'CONSENT_ABOUT_ANOTHER') return atElements(notCertain);
  return { code: 'consent-invalid', errors: [{ pointer: elementOf(field), rule, message }] };
}

/** The places of a problem as elements of the Consent. */
export function atElements(problem: Problem): Problem {
  return {
    ...problem,
    ...(problem.errors === undefined
      ? {}
      : { errors: problem.errors.map((each) => ({ ...each, pointer: elementOf(each.pointer) })) }),
  };
}
