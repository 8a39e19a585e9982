import type { CategoryCode } from '../vocabulary/index.ts';
import type { ConsentBody, ConsentVersion, RecipientScope } from './consent-version.ts';
import { isSameDecider } from './decider.ts';
import { isReadable, newestVersions } from './find-choice.ts';
import type { ReadableVersion } from './read-stance.ts';

/** A choice that is about to be recorded. */
export type NewChoice = Pick<
  ConsentVersion,
  'consentId' | 'dataSubject' | 'type' | 'kind' | 'validFrom' | 'validTo' | 'recordedAt' | 'status'
> & { readonly body: ConsentBody };

/**
 * Finds the records whose place a new choice takes: earlier answers of the same person, of the same meaning, for the same
 * purposes and recipients and information, which it answers anew in every category and for as long. Whatever an earlier
 * record still says that the new choice does not is left standing: a replacement never loses a refusal. Pure.
 */
export function findSuperseded(
  versions: readonly ConsentVersion[],
  choice: NewChoice,
): readonly ReadableVersion[] {
  if (choice.status !== 'active' || choice.validFrom > choice.recordedAt) return [];
  return newestVersions(versions)
    .filter(isReadable)
    .filter(
      (record) =>
        record.consentId !== choice.consentId &&
        isReplaceable(record) &&
        isSameAnswer(record, choice) &&
        lastsAsLong(record, choice),
    );
}

/**
 * Finds the records whose place a choice has taken: what went because of them rests on it now. Pure.
 * @param versions the newest version of each record about the person
 */
export function findReplaced(
  versions: readonly ConsentVersion[],
  choice: ReadableVersion,
): readonly ReadableVersion[] {
  return newestVersions(versions)
    .filter(isReadable)
    .filter(
      (record) =>
        record.consentId !== choice.consentId &&
        record.status === 'superseded' &&
        record.chosenSequence < choice.chosenSequence &&
        isSameAnswer(record, choice),
    );
}

function isSameAnswer(
  record: ReadableVersion,
  choice: Pick<ReadableVersion, 'dataSubject' | 'type' | 'kind' | 'body'>,
): boolean {
  return (
    record.dataSubject === choice.dataSubject &&
    record.type === choice.type &&
    record.kind === choice.kind &&
    isSameDecider(choice.body.decidedBy, record.body.decidedBy) &&
    answersAll(record.body, choice.body)
  );
}

function isReplaceable({ status }: ConsentVersion): boolean {
  return status === 'active' || status === 'suspended' || status === 'pending-reauthorise';
}

function answersAll(old: ConsentBody, fresh: ConsentBody): boolean {
  return (
    isSameSet(old.purposes, fresh.purposes) &&
    areSameRecipients(old.recipients, fresh.recipients) &&
    isSameSet(old.aboutPersons, fresh.aboutPersons) &&
    old.dataPeriod.from === fresh.dataPeriod.from &&
    old.dataPeriod.to === fresh.dataPeriod.to &&
    answersCategories(old.categories, fresh.categories)
  );
}

function answersCategories(old: ConsentBody['categories'], fresh: ConsentBody['categories']): boolean {
  if (fresh.deny === 'ALL') return true;
  if (old.deny === 'ALL') return false;
  const answered: readonly CategoryCode[] = [...fresh.permit, ...fresh.deny];
  return [...old.permit, ...old.deny].every((category) => answered.includes(category));
}

/** The new choice must hold whenever the old one would have. */
function lastsAsLong(old: ConsentVersion, fresh: NewChoice): boolean {
  return fresh.validTo === null || (old.validTo !== null && old.validTo <= fresh.validTo);
}

function areSameRecipients(a: RecipientScope, b: RecipientScope): boolean {
  if (a === 'ALL' || b === 'ALL') return a === b;
  return (
    isSameSet(a.organisations, b.organisations) &&
    isSameSet(a.departments, b.departments) &&
    isSameSet(a.roles, b.roles) &&
    isSameSet(a.organisationTypes, b.organisationTypes)
  );
}

function isSameSet(a: 'ALL' | readonly string[], b: 'ALL' | readonly string[]): boolean {
  if (a === 'ALL' || b === 'ALL') return a === b;
  return a.every((each) => b.includes(each)) && b.every((each) => a.includes(each));
}
