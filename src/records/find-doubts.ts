import type { MessageBody } from './message.ts';
import { findDoubtfulFiles } from './fhir/doubtful-files.ts';
import { findFormBreaches } from './fhir/r4-structure.ts';
import { type ResourcePart, listResourceParts } from './fhir/resource-parts.ts';
import { readInlineLabels, readSecurityLabels } from './fhir/security-labels.ts';
import { inspectFile } from './files/inspect-file.ts';
import { getRecordType } from './get-record-type.ts';
import { joinPointer } from './json-pointer.ts';
import { matchPath } from './match-path.ts';
import { type ValidationProblem, type ValidationRule, problemAt } from './validation-problem.ts';

/** Something in a part that keeps it from leaving whatever its labels say, until its author has put it right. */
export interface Doubt {
  /** The part that waits because of it. */
  readonly segmentId: string;
  readonly problem: ValidationProblem;
}

/** The most that one answer names: whoever has mended these sees the next ones. */
const mostDoubts = 50;

/**
 * What the author of a message must put right before all of it can be labelled: members that FHIR R4 does not have, files that
 * are not what they say, security labels and paths that are not known. The message as such is well formed, so that the rest of it
 * goes on and only these parts wait (docs/domain/07 X8, X9). Pure. Empty for most messages.
 */
export function findDoubts(message: MessageBody): readonly Doubt[] {
  const doubts: Doubt[] = [];
  for (const doubt of walkDoubts(message)) {
    doubts.push(doubt);
    if (doubts.length === mostDoubts) break;
  }
  return doubts;
}

function* walkDoubts(message: MessageBody): Generator<Doubt> {
  const { paths } = getRecordType(message.type);
  for (const [position, { segmentId, path }] of (message.segments ?? []).entries()) {
    if (matchPath(paths, path) === undefined)
      yield doubtAt(segmentId, `/segments/${position}/path`, 'unknown-path');
  }
  if (message.resource !== undefined) {
    for (const part of listResourceParts(message.resource)) yield* walkPart(part);
  }
  for (const [position, { attachmentId, data, contentType }] of (message.attachments ?? []).entries()) {
    const doubt = inspectFile(data, contentType);
    if (doubt !== undefined) yield doubtAt(attachmentId, `/attachments/${position}/data`, `file-${doubt}`);
  }
}

/** A form that R4 does not have keeps back the whole resource; a file and a label keep back the part that they stand in. */
function* walkPart({ segmentId, pointer, kind, value, whole }: ResourcePart): Generator<Doubt> {
  const isResource = kind === 'RESOURCE' || kind === 'CONTAINED';
  if (kind === 'RESOURCE') {
    for (const { path, rule } of findFormBreaches(whole))
      yield doubtAt(segmentId, pointer + joinPointer(path), rule);
  }
  if (isResource && readSecurityLabels(value).unknown)
    yield doubtAt(segmentId, `${pointer}/meta`, 'unknown-label');
  if (readInlineLabels(value).unknown) yield doubtAt(segmentId, pointer, 'unknown-label');
  for (const { path, doubt } of findDoubtfulFiles(value))
    yield doubtAt(segmentId, pointer + joinPointer(path), `file-${doubt}`);
}

function doubtAt(segmentId: string, pointer: string, rule: ValidationRule): Doubt {
  return { segmentId, problem: problemAt(pointer, rule) };
}
