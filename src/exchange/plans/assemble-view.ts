import type { PlanVersion } from '../../plans/index.ts';
import {
  type Attachment,
  type LabelledSegment,
  type RecordRequest,
  type Segment,
  type SegmentedMessage,
  labelMessage,
  namePart,
  saysTheSame,
} from '../../records/index.ts';
import { nameComparedPart } from '../earlier/find-earlier-disclosures.ts';
import type { House } from '../house.ts';
import { markRetracted } from '../corrections/retractions.ts';
import { type PlanContent, joinParts, raiseHandling, raiseLabel } from './plan-parts.ts';
import type { PlanView } from './plan-view.ts';

/** Which view of a plan is asked for. */
type ViewAsked = NonNullable<RecordRequest['plan']>;

/** The record that a view of a plan shows, before anything is decided on it. */
export interface AssembledView {
  readonly view: PlanView;
  /** The parts of the version, and of the one that it is compared with. */
  readonly message: SegmentedMessage;
  readonly labelled: readonly LabelledSegment[];
  /** The messages that brought the version. */
  readonly messageIds: readonly string[];
}

/**
 * Puts together what a view of a plan shows: the version that was the present one at an instant, and, where changes are asked for, those
 * parts of an earlier one that the later does not have word for word. What a later version says to be more secret is that in the
 * earlier ones too, and what was taken back as wrong is so in all of them. Absent where no version was kept by then.
 * @param versions of the plan of one person, the oldest first
 */
export async function assembleView(
  house: Pick<House, 'keyStore' | 'pool' | 'codes'>,
  versions: readonly PlanVersion[],
  asked: ViewAsked,
  at: Date,
): Promise<AssembledView | undefined> {
  const asAt = asked.asAt === undefined ? at : new Date(asked.asAt);
  const shown = findAsAt(versions, asAt);
  if (shown === undefined) return undefined;
  const since = asked.changesSince === undefined ? null : new Date(asked.changesSince);
  const before = since === null ? undefined : findAsAt(versions, since);
  const present = raiseByLater(shown, versions);
  const message = toMessage(shown, present);
  const labelled = await labelVersion(house, shown, message);
  const view: PlanView = {
    planId: shown.planId,
    versionId: shown.versionId,
    asAt: asAt.toISOString(),
    comparedWith: null,
  };
  const { messageIds } = shown;
  if (since === null) return { view, message, labelled, messageIds };
  const earlier = before === undefined ? nothing : raiseByLater(before, versions);
  const unchanged = present.segments.filter((segment) =>
    earlier.segments.some((each) => isSamePart(each, segment)),
  );
  const changed = earlier.segments.filter(
    (segment) => !present.segments.some((each) => isSamePart(each, segment)),
  );
  const changedFiles = earlier.attachments.filter(
    (file) => !present.attachments.some((each) => isSameFile(each, file)),
  );
  const sameFiles = present.attachments.filter((file) =>
    earlier.attachments.some((each) => isSameFile(each, file)),
  );
  const beside = toMessage(before ?? shown, { ...earlier, segments: changed, attachments: changedFiles });
  const besideLabels = (await labelVersion(house, before ?? shown, beside)).filter(
    ({ part }) => part === 'SEGMENT' || part === 'ATTACHMENT',
  );
  const [besideSegments, besideFiles] = (['SEGMENT', 'ATTACHMENT'] as const).map((kind) =>
    besideLabels.filter(({ part }) => part === kind),
  );
  const rename = (name: string): string => nameComparedPart((before ?? shown).versionId, name);
  return {
    view: {
      ...view,
      comparedWith: {
        versionId: before?.versionId ?? null,
        since: since.toISOString(),
        parts: new Set(besideLabels.map(({ segmentId }) => rename(segmentId))),
        unchanged: new Set([
          ...unchanged.map(({ segmentId }) => segmentId),
          ...sameFiles.map(({ attachmentId }) => attachmentId),
        ]),
      },
    },
    message: {
      ...message,
      relatedPersons: joinPersons(message, beside),
      segments: [
        ...message.segments,
        ...beside.segments.map((segment) => ({ ...segment, segmentId: rename(segment.segmentId) })),
      ],
      attachments: [
        ...(message.attachments ?? []),
        ...(beside.attachments ?? []).map((file) => ({ ...file, attachmentId: rename(file.attachmentId) })),
      ],
    },
    labelled: [
      ...labelled,
      ...(besideSegments ?? []).map((label, position) => ({
        ...label,
        segmentId: rename(label.segmentId),
        pointer: `/segments/${message.segments.length + position}`,
      })),
      ...(besideFiles ?? []).map((label, position) => ({
        ...label,
        segmentId: rename(label.segmentId),
        pointer: `/attachments/${(message.attachments ?? []).length + position}`,
      })),
    ],
    messageIds,
  };
}

const nothing: PlanContent = { segments: [], attachments: [], relatedPersons: [] };

/** The version that was the present one at an instant. */
function findAsAt(versions: readonly PlanVersion[], at: Date): PlanVersion | undefined {
  return versions.findLast(({ inForceAt }) => inForceAt <= at);
}

/** The parts of a version under what later versions say of the same parts. */
function raiseByLater(version: PlanVersion, versions: readonly PlanVersion[]): PlanContent {
  const content = joinParts(version);
  const later = versions.filter(({ place }) => place > version.place).map((each) => joinParts(each));
  return {
    ...content,
    segments: content.segments.map((segment) =>
      later
        .flatMap(({ segments }) => segments.filter((each) => namePart(each) === namePart(segment)))
        .reduce(raiseSegment, segment),
    ),
    attachments: content.attachments.map((file) =>
      later
        .flatMap(({ attachments }) => attachments.filter((each) => each.attachmentId === file.attachmentId))
        .reduce<Attachment>(raiseLabel, file),
    ),
  };
}

/** The same words are of the same kinds; other words under the same name must be handled with the same care. */
function raiseSegment(segment: Segment, later: Segment): Segment {
  return saysTheSame(segment, later) ? raiseLabel(segment, later) : raiseHandling(segment, later);
}

/** Whether a file is in both versions, byte for byte, under the same name and the same label. */
function isSameFile(one: Attachment, other: Attachment): boolean {
  const saysOf = ({ attachmentId, title, contentType, data, plainSummary }: Attachment): string =>
    JSON.stringify([attachmentId, title, contentType, data, plainSummary]);
  return saysOf(one) === saysOf(other) && labelOf(one) === labelOf(other);
}

function labelOf(part: Segment | Attachment): string {
  return JSON.stringify([
    [...(part.categoryCodes ?? [])].sort(),
    [...(part.flags ?? [])].sort(),
    [...(part.notForRoles ?? [])].sort(),
    [...(part.about ?? [])].sort(),
    part.level,
    part.embargoUntil,
    part.linkedToNeed === true,
  ]);
}

/** Whether a part is in both versions, word for word and under the same label. */
function isSamePart(one: Segment, other: Segment): boolean {
  return one.path === other.path && saysTheSame(one, other) && labelOf(one) === labelOf(other);
}

function toMessage(
  { base }: PlanVersion,
  { segments, attachments, relatedPersons }: PlanContent,
): SegmentedMessage {
  return {
    ...(base as unknown as SegmentedMessage),
    relatedPersons,
    // What a sending could not do without need not be in a view.
    segments: segments.map((segment) => ({ ...segment, mandatory: false })),
    attachments: attachments.map((file) => ({ ...file, mandatory: false })),
  };
}

function joinPersons(
  { relatedPersons = [] }: SegmentedMessage,
  { relatedPersons: others = [] }: SegmentedMessage,
): NonNullable<SegmentedMessage['relatedPersons']> {
  const known = new Set(relatedPersons.map(({ ref }) => ref));
  return [...relatedPersons, ...others.filter(({ ref }) => !known.has(ref))];
}

function labelVersion(
  house: Pick<House, 'keyStore' | 'pool' | 'codes'>,
  { sourceOrganisationId, messageIds }: PlanVersion,
  message: SegmentedMessage,
): Promise<readonly LabelledSegment[]> {
  return markRetracted(house, sourceOrganisationId, messageIds, labelMessage(message, house.codes));
}
