import { isJsonObject } from '../platform/index.ts';
import { checkResource } from './fhir/check-resource.ts';
import { matchPath } from './match-path.ts';
import type { Message, SegmentedMessage } from './message.ts';
import type { RecordType } from './record-type.ts';
import type { Attachment, Segment } from './segment-schema.ts';
import { type ValidationProblem, problemAt, problemsFromIssues } from './validation-problem.ts';

/** Checks the segments against the dictionary of their type, and against the persons of the message. */
export function checkSegments(
  message: Message,
  type: RecordType,
  mostParts: number,
): readonly ValidationProblem[] {
  if (message.type === 'FHIR') return checkResource(message.resource, mostParts);
  const problems: ValidationProblem[] = [];
  const ids = new Set<string>();
  const paths = new Set<string>();
  for (const [position, segment] of message.segments.entries()) {
    const pointer = `/segments/${position}`;
    if (ids.has(segment.segmentId)) problems.push(problemAt(`${pointer}/segmentId`, 'duplicate-id'));
    ids.add(segment.segmentId);
    if (paths.has(segment.path)) problems.push(problemAt(`${pointer}/path`, 'duplicate-path'));
    paths.add(segment.path);
    problems.push(...checkLabel(message, segment, pointer), ...checkContent(message, segment, type, pointer));
  }
  for (const rule of type.paths) {
    if (rule.required && !paths.has(rule.path))
      problems.push(problemAt('/segments', 'required-part', rule.path));
  }
  return problems;
}

/** Checks the attachments: identifiers of their own, and labels that name people of the message. */
export function checkAttachments(message: Message, type: RecordType): readonly ValidationProblem[] {
  const segments = message.type === 'FHIR' ? [] : message.segments;
  const ids = new Set(segments.map(({ segmentId }) => segmentId));
  return (message.attachments ?? []).flatMap((attachment, position) => {
    const pointer = `/attachments/${position}`;
    const repeated = ids.has(attachment.attachmentId);
    ids.add(attachment.attachmentId);
    return [
      ...(repeated ? [problemAt(`${pointer}/attachmentId`, 'duplicate-id')] : []),
      ...checkLabel(message, attachment, pointer),
      ...(type.plainAttachments === true && attachment.plainSummary === undefined
        ? [problemAt(`${pointer}/plainSummary`, 'plain-summary')]
        : []),
    ];
  });
}

function checkLabel(
  message: Message,
  part: Segment | Attachment,
  pointer: string,
): readonly ValidationProblem[] {
  const problems: ValidationProblem[] = [];
  for (const [position, ref] of (part.about ?? []).entries()) {
    if (ref !== 'subject' && !isPerson(message, ref))
      problems.push(problemAt(`${pointer}/about/${position}`, 'unknown-person'));
  }
  const embargoed = part.flags?.includes('EMBARGO_UNTIL') === true;
  if (embargoed !== (part.embargoUntil !== undefined))
    problems.push(problemAt(`${pointer}/embargoUntil`, 'embargo-date'));
  return problems;
}

function checkContent(
  message: SegmentedMessage,
  segment: Segment,
  type: RecordType,
  pointer: string,
): readonly ValidationProblem[] {
  const problems: ValidationProblem[] = [];
  const { validFrom, validTo } = segment;
  if (validFrom !== undefined && validTo !== undefined && validTo < validFrom)
    problems.push(problemAt(`${pointer}/validTo`, 'validity-order'));
  const matched = matchPath(type.paths, segment.path);
  // A path that the dictionary does not know is no mistake of form: it is unlabelled, waits for its author, and the rest goes.
  if (matched === undefined) return problems;
  const ref = matched.captured['ref'];
  if (ref !== undefined && !isPerson(message, ref))
    problems.push(problemAt(`${pointer}/path`, 'unknown-person'));
  const { content, plainSummary, marked } = matched.rule;
  if (plainSummary && segment.plainSummary === undefined)
    problems.push(problemAt(`${pointer}/plainSummary`, 'plain-summary'));
  if (marked && segment.assertionType === undefined)
    problems.push(problemAt(`${pointer}/assertionType`, 'assertion-mark'));
  if (!content.safeParse(segment.content).success) {
    // Once more with the inputs, which tell a missing member from a wrong one: slower, and only for what is refused.
    const { error } = content.safeParse(segment.content, { reportInput: true });
    return [...problems, ...problemsFromIssues(error?.issues ?? [], `${pointer}/content`)];
  }
  if (carriesOtherRow(segment.content, matched.captured['id']))
    problems.push(problemAt(`${pointer}/content/rowId`, 'row-id'));
  const breaches = matched.rule.findBreaches(segment.content, message);
  return [
    ...problems,
    ...breaches.map((breach) => problemAt(`${pointer}/content${breach.pointer}`, breach.rule, breach.named)),
  ];
}

function carriesOtherRow(content: Segment['content'], id: string | undefined): boolean {
  if (!isJsonObject(content) || !Object.hasOwn(content, 'rowId')) return false;
  return id !== undefined && content['rowId'] !== id;
}

function isPerson(message: Message, ref: string): boolean {
  return message.relatedPersons?.some((person) => person.ref === ref) === true;
}
