import type { Organisation } from '../../agreements/index.ts';
import {
  type ChoiceFinding,
  type ProcessingFinding,
  type RecipientAsked,
  type WhoDecides,
  combineChoices,
  coreIdentity,
  findChoice,
  findProcessing,
} from '../../consent/index.ts';
import type { AuthorityFinding } from '../../families/index.ts';
import type { PersonId } from '../../platform/index.ts';
import type { LabelledSegment } from '../../records/index.ts';
import type { CategoryCode, Department, PurposeCode, RoleCode } from '../../vocabulary/index.ts';
import { type ChoiceFacts, type SegmentFacts, isContent, isPermitted } from '../decide/index.ts';
import type { ResolvedPeople } from './resolve-people.ts';

/** To whom and why: what a choice is asked about. */
export interface ChoiceScope {
  readonly at: Date;
  readonly purpose: PurposeCode;
  readonly organisation: Organisation;
  readonly department: Department;
  readonly role: RoleCode;
  /** The source is a health body or adult social care, so that all it sends is of health origin. */
  readonly healthSource: boolean;
  /** Processing rests on consent in the sense of UK GDPR Art 6(1)(a) or 9(2)(a), so that this is asked for too. */
  readonly restsOnConsent: boolean;
}

/**
 * The facts of the labelled parts for one recipient: their labels, and what the people they are about have chosen. What is asked
 * of several parts (the same kind of information, about the same people, of the same day) is answered once.
 */
export function gatherSegmentFacts(
  segments: readonly LabelledSegment[],
  people: ResolvedPeople,
  scope: ChoiceScope,
): readonly SegmentFacts[] {
  const answered = new Map<string, ChoiceFacts>();
  const choose = (category: CategoryCode, segment: LabelledSegment): ChoiceFacts => {
    const key = `${category} ${segment.dataDate ?? ''} ${segment.aboutRefs.join('\n')}`;
    const known = answered.get(key);
    if (known !== undefined) return known;
    const choice = gatherChoice(category, segment, people, scope);
    answered.set(key, choice);
    return choice;
  };
  return segments
    .map((segment) => describeSegment(segment, scope, choose))
    .map((facts) => carryIdentity(facts, segments, people, scope));
}

/**
 * Who it is about goes along with what is permitted about them. A court's order, a competence or a representative may be for some
 * kinds of information only (docs/domain/07 AC6 variant B, AC7): whoever decides about one of those, and permits it, lets the
 * identity in the message go with it, unless they themselves refuse it by name.
 */
function carryIdentity(
  facts: SegmentFacts,
  labelled: readonly LabelledSegment[],
  people: ResolvedPeople,
  scope: ChoiceScope,
): SegmentFacts {
  if (isContent(facts) || facts.aboutOthers) return facts;
  return {
    ...facts,
    choices: facts.choices.map((choice) =>
      choice.category !== coreIdentity || choice.order === 'FORBIDS' || isPermitted(choice)
        ? choice
        : (findCarrying(choice, labelled, people, scope) ?? choice),
    ),
  };
}

function findCarrying(
  identity: ChoiceFacts,
  labelled: readonly LabelledSegment[],
  people: ResolvedPeople,
  scope: ChoiceScope,
): ChoiceFacts | undefined {
  const { dataSubject } = people;
  if (dataSubject === null) return undefined;
  const asked = askWho(dataSubject, coreIdentity, people, scope)?.snapshotHash;
  const candidates = labelled
    .filter(
      ({ part, aboutRefs }) =>
        part !== 'ENVELOPE' && (aboutRefs.length === 0 || aboutRefs.includes('subject')),
    )
    .flatMap(({ categories, dataDate }) =>
      categories.map((category) => ({ category, dataDate: dataDate ?? null })),
    )
    .toSorted((a, b) => (a.category < b.category ? -1 : a.category > b.category ? 1 : 0));
  for (const { category, dataDate } of candidates) {
    const authority = askWho(dataSubject, category, people, scope);
    // Where the same people decide about both, the answer has been given.
    if (authority === undefined || authority.snapshotHash === asked) continue;
    const order = authority.order?.effect ?? null;
    const permitted = { ...identity, result: 'PERMIT' as const, withdrawn: false, lapsed: false, order };
    if (order === 'PERMITS') return permitted;
    if (order === 'FORBIDS' || askFor(dataSubject, category, dataDate, people, scope).result !== 'PERMIT')
      continue;
    const { result, refs, childPermits } = findChoice(people.choices, {
      at: scope.at,
      purpose: scope.purpose,
      category: coreIdentity,
      recipient: describeRecipient(scope),
      dataDate: null,
      dataSubject,
      ...describeDeciders(authority),
    });
    if (result === 'PERMIT') return { ...permitted, refs, childPermits, selfDecides: authority.selfDecides };
  }
  return undefined;
}

function describeSegment(
  segment: LabelledSegment,
  scope: ChoiceScope,
  choose: (category: CategoryCode, segment: LabelledSegment) => ChoiceFacts,
): SegmentFacts {
  return {
    segmentId: segment.segmentId,
    part: segment.part,
    labelled: segment.labelled,
    categories: segment.categories,
    level: segment.level,
    flags: segment.flags,
    aboutOthers: segment.aboutRefs.length > 0 && !segment.aboutRefs.includes('subject'),
    linkedToNeed: segment.linkedToNeed,
    mandatory: segment.mandatory,
    safetyCritical: segment.safetyCritical,
    notForRoles: segment.notForRoles,
    assertionType: segment.assertionType ?? null,
    embargoUntil: segment.embargoUntil === undefined ? null : new Date(segment.embargoUntil).toISOString(),
    healthOrigin: segment.healthOrigin === true || scope.healthSource,
    choices: segment.categories.map((category) => choose(category, segment)),
  };
}

/**
 * What the data subject's deciders chose for the category, and what each other person whom the part is about chose for
 * their own: the most restrictive counts (docs/domain/01 §1.9).
 */
function gatherChoice(
  category: CategoryCode,
  { aboutRefs, dataDate }: LabelledSegment,
  people: ResolvedPeople,
  scope: ChoiceScope,
): ChoiceFacts {
  const subjectFinding =
    people.dataSubject === null ? undefined : askWho(people.dataSubject, category, people, scope);
  const others = aboutRefs.filter((ref) => ref !== 'subject').map((ref) => people.related.get(ref));
  const known = [people.dataSubject, ...others].filter((person) => person !== null && person !== undefined);
  const findings = known.map((person) => askFor(person, category, dataDate ?? null, people, scope));
  const processing = scope.restsOnConsent
    ? known.map((person) => askProcessing(person, category, people, scope))
    : null;
  const refs = new Map(
    [...findings, ...(processing ?? [])]
      .flatMap((finding) => finding.refs)
      .map((ref) => [`${ref.consentId}/${ref.version}`, ref]),
  );
  const [own] = findings;
  // Somebody whom the part is about and whom nobody could find has recorded nothing.
  const othersSay = [
    ...(people.dataSubject === null ? findings : findings.slice(1)).map(({ result }) => result),
    ...others.filter((person) => person === undefined).map(() => 'NONE' as const),
  ];
  const ordered = subjectFinding?.order?.effect ?? null;
  // A court that permits settles what the child's people say, not what somebody else says of their own (docs/domain/01 §1.9).
  const isLimited = ordered === 'PERMITS' && othersSay.some((result) => result !== 'PERMIT');
  const subjectSays = people.dataSubject === null || own === undefined ? [] : [own.result];
  return {
    category,
    result: combineChoices([...(isLimited ? ['PERMIT' as const] : subjectSays), ...othersSay]),
    refs: [...refs.values()],
    withdrawn: findings.some(({ withdrawn }) => withdrawn),
    childPermits: people.dataSubject !== null && own?.childPermits === true,
    selfDecides: subjectFinding?.selfDecides === true,
    lapsed: findings.some(({ lapsed }) => lapsed),
    order: isLimited ? null : ordered,
    processing: processing === null ? 'NOT_ASKED' : combineProcessing(processing),
  };
}

/** Of all whom a part is about, each can stop what rests on their own consent. */
function combineProcessing(findings: readonly ProcessingFinding[]): ChoiceFacts['processing'] {
  const stopping = findings.filter(({ result }) => result === 'STOPPED');
  if (stopping.some(({ withdrawn }) => withdrawn)) return 'WITHDRAWN';
  if (stopping.length > 0) return 'REFUSED';
  return findings.some(({ result }) => result === 'STANDS') ? 'STANDS' : 'NONE';
}

function askProcessing(
  person: PersonId,
  category: CategoryCode,
  people: ResolvedPeople,
  scope: ChoiceScope,
): ProcessingFinding {
  const { at, purpose } = scope;
  return findProcessing(people.choices, {
    at,
    purpose,
    category,
    recipient: describeRecipient(scope),
    dataSubject: person,
    ...describeDeciders(askWho(person, category, people, scope)),
  });
}

function askFor(
  person: PersonId,
  category: CategoryCode,
  dataDate: string | null,
  people: ResolvedPeople,
  scope: ChoiceScope,
): ChoiceFinding {
  return findChoice(people.choices, {
    at: scope.at,
    purpose: scope.purpose,
    category,
    recipient: describeRecipient(scope),
    dataDate,
    dataSubject: person,
    ...describeDeciders(askWho(person, category, people, scope)),
  });
}

function describeRecipient({ organisation, department, role }: ChoiceScope): RecipientAsked {
  return {
    organisationId: organisation.organisationId,
    organisationType: organisation.type,
    department,
    role,
  };
}

function describeDeciders(
  authority: AuthorityFinding | undefined,
): Pick<WhoDecides, 'deciders' | 'organisations' | 'neverVerified'> {
  const { deciders = [], organisations = [], neverVerified = [] } = authority ?? {};
  return { deciders, organisations, neverVerified };
}

function askWho(
  person: PersonId,
  category: CategoryCode,
  people: ResolvedPeople,
  { organisation }: ChoiceScope,
): AuthorityFinding | undefined {
  return people.whoDecides(person, {
    category,
    recipientType: organisation.type,
    recipientOrganisationId: organisation.organisationId,
  });
}
