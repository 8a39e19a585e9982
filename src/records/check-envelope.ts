import { canonicalJson } from '../platform/index.ts';
import { findNamedParts } from './find-named-parts.ts';
import { listPartIds } from './label-message.ts';
import type { Message } from './message.ts';
import type { RecordType } from './record-type.ts';
import { type ValidationProblem, problemAt } from './validation-problem.ts';

/** Checks what binds the members of an envelope to each other: versions, persons and parts that are named. */
export function checkEnvelope(message: Message, type: RecordType): readonly ValidationProblem[] {
  const problems: ValidationProblem[] = [];
  if (!isReadable(message.schemaVersion, type)) problems.push(problemAt('/schemaVersion', 'unknown-version'));
  const seen = new Set<string>();
  for (const [position, { ref, handling }] of (message.relatedPersons ?? []).entries()) {
    if (seen.has(ref)) problems.push(problemAt(`/relatedPersons/${position}/ref`, 'duplicate-id'));
    seen.add(ref);
    if (handling?.includes('EMBARGO_UNTIL') === true)
      problems.push(problemAt(`/relatedPersons/${position}/handling`, 'embargo-date'));
  }
  if (message.subject.handling?.includes('EMBARGO_UNTIL') === true)
    problems.push(problemAt('/subject/handling', 'embargo-date'));
  problems.push(...checkRecipients(message.recipients));
  for (const [position, { attendee }] of message.recipients.entries()) {
    if (attendee !== undefined && message.type !== 'M21')
      problems.push(problemAt(`/recipients/${position}/attendee`, 'attendee-only'));
  }
  const { status, reasonIfNo } = message.familyInformed;
  if ((status === 'NO' || status === 'UNSAFE') && reasonIfNo === undefined)
    problems.push(problemAt('/familyInformed/reasonIfNo', 'not-informed-reason'));
  const named = findNamedParts(message);
  const parts = new Set(named.length === 0 ? [] : listPartIds(message));
  for (const { pointer, segmentId } of named) {
    if (!parts.has(segmentId)) problems.push(problemAt(pointer, 'unknown-part'));
  }
  return problems;
}

/**
 * Whether what we know of a record type still means the same in this version: one that we know, or a later one of the same
 * first number. What is new in it has no label of ours and waits for its author (docs/domain/07 X9).
 */
function isReadable(version: string, { versions }: Pick<RecordType, 'versions'>): boolean {
  const [major = '', minor = ''] = version.split('.');
  return versions.some((known) => {
    const [knownMajor, knownMinor = ''] = known.split('.');
    return major === knownMajor && Number(minor) >= Number(knownMinor);
  });
}

/** Whoever is named twice would get two deliveries (rulings 15). */
export function checkRecipients(recipients: readonly object[]): readonly ValidationProblem[] {
  const named = new Set<string>();
  return recipients.flatMap((recipient, position) => {
    const key = canonicalJson({ department: 'NONE', ...recipient });
    if (named.has(key)) return [problemAt(`/recipients/${position}`, 'repeated')];
    named.add(key);
    return [];
  });
}
