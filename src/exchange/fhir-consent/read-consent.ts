import { type Result, ok, refuse } from '../../platform/index.ts';
import type { ProblemDetail } from '../../vocabulary/index.ts';
import { extensions, organisationSystems, findSystem, terms } from './consent-terms.ts';
import { checkNhsProxy } from './nhs-proxy-rules.ts';
import type { ParsedConsent } from './parse-consent.ts';
import { extensionPath, readExtensions, readReasons } from './read-extensions.ts';
import { readPeople } from './read-people.ts';
import { readRules } from './read-provision.ts';
import type { ConsentReading, NoteUnclear, ReadChoice } from './reading.ts';
import type { Coding, ConsentResource } from './resource-schema.ts';

/** What the place and the day of reading add. */
export interface ReadingContext {
  /** The policy bundle that decides here. */
  readonly policy: string;
  readonly at: Date;
}

/** How many unclear elements are told. */
const mostParts = 50;

/**
 * Reads what a Consent says (docs/domain/05 §5.2). Whoever it is about and whoever chose must be named, or nothing is kept. All
 * else that cannot be read exactly is listed element by element, and then the whole says nothing. Pure.
 */
export function readConsent(
  { resource, unread }: ParsedConsent,
  context: ReadingContext,
): Result<ConsentReading, ProblemDetail[]> {
  const proxy = checkNhsProxy(resource);
  if (!proxy.ok) return proxy;
  const begun = checkStatus(resource);
  if (!begun.ok) return begun;
  const people = readPeople(resource);
  if (!people.ok) return people;
  const settled = resource.status === 'active';
  const unclear: ProblemDetail[] = [...(settled ? [] : readReasons(resource)), ...unread];
  const note: NoteUnclear = (pointer, rule, message) => {
    unclear.push({ pointer, rule, message });
  };
  noteFrame(resource, context, note);
  const own = readExtensions(resource, note);
  const evidenceRef = readEvidence(resource, note);
  const rules = readRules(resource.provision, note);
  if (rules !== null) noteUnsupported({ ...rules, ...own }, resource, note);
  if (!settled && unclear.length === 0) {
    note('Consent.status', 'not-settled', 'It is not settled yet: only what is active is a choice.');
  }
  const choice: ReadChoice | null = rules === null || unclear.length > 0 ? null : { ...rules, ...own };
  return ok({
    ...people.value,
    evidenceRef,
    statedAt: resource.dateTime ?? null,
    identifiers: (resource.identifier ?? []).flatMap(({ system, value }) =>
      system === undefined || value === undefined || system.length + value.length > 500
        ? []
        : [{ system, value }],
    ),
    choice,
    unclear: listOnce(unclear).slice(0, mostParts),
  });
}

/** Each element and rule once. */
export function listOnce(parts: readonly ProblemDetail[]): readonly ProblemDetail[] {
  return [...new Map(parts.map((part) => [`${part.pointer} ${part.rule}`, part])).values()];
}

function checkStatus({ status }: ConsentResource): Result<null, ProblemDetail[]> {
  return status === 'active' || status === 'draft' || status === 'proposed'
    ? ok(null)
    : refuse([
        {
          pointer: 'Consent.status',
          rule: 'status-begins',
          message: 'A record begins as active, proposed or draft.',
        },
      ]);
}

/** All that stands around the rules. */
function noteFrame(resource: ConsentResource, { policy, at }: ReadingContext, note: NoteUnclear): void {
  for (const member of ['implicitRules', 'modifierExtension'] as const) {
    if (resource[member] !== undefined) {
      note(
        `Consent.${member}`,
        'modifier-unknown',
        'A modifier that is not known here may turn the meaning round.',
      );
    }
  }
  noteCodings(
    'Consent.scope',
    resource.scope.coding,
    isScope,
    'This face keeps privacy consents alone.',
    note,
  );
  const named = resource.category.some(({ coding }) =>
    (coding ?? []).some(({ system, code }) => system === terms.loinc && code === '59284-0'),
  );
  if (!named) note('Consent.category', 'category', 'A consent to share is of the LOINC category 59284-0.');
  notePolicy(resource, policy, note);
  resource.verification?.forEach(({ verified }, place) => {
    if (!verified)
      note(`Consent.verification[${place}].verified`, 'verified', 'The family has not confirmed it.');
  });
  resource.organization?.forEach(({ identifier }, place) => {
    if (findSystem(organisationSystems, identifier?.system) === undefined) {
      note(
        `Consent.organization[${place}]`,
        'organisation-is-own',
        'Who keeps it must be your own organisation, by an identifier under which it is registered here.',
      );
    }
  });
  if (resource.dateTime !== undefined && new Date(resource.dateTime) > at) {
    note('Consent.dateTime', 'future', 'Nobody has chosen yet what they will choose.');
  }
}

function notePolicy(resource: ConsentResource, policy: string, note: NoteUnclear): void {
  const [stated, ...others] = resource.policy ?? [];
  if (stated !== undefined && (others.length > 0 || stated.uri !== `${terms.policy}${policy}`)) {
    note('Consent.policy', 'policy-known', 'The one policy must be the one under which we decide.');
  }
  if (stated?.modifierExtension !== undefined) {
    note('Consent.policy.modifierExtension', 'modifier-unknown', 'A modifier that is not known here.');
  }
  const rule = resource.policyRule?.coding;
  if (resource.policyRule === undefined) return;
  const agrees = resource.provision?.type === 'permit' ? 'OPTIN' : 'OPTOUT';
  noteCodings(
    'Consent.policyRule',
    rule,
    ({ system, code }) => system === terms.actCode && code === agrees,
    'The base rule must agree with the root: OPTIN permits, OPTOUT denies.',
    note,
  );
}

function isScope({ system, code }: Coding): boolean {
  return system === terms.consentScope && code === 'patient-privacy';
}

function noteCodings(
  pointer: string,
  codings: readonly Coding[] | undefined,
  isKnown: (coding: Coding) => boolean,
  message: string,
  note: NoteUnclear,
): void {
  if (!codings?.every(isKnown)) note(pointer, 'unknown-code', message);
}

/** Where the evidence lies. We keep no documents, so what stands inside the resource alone is none. */
function readEvidence(
  { sourceAttachment, sourceReference }: ConsentResource,
  note: NoteUnclear,
): string | null {
  const { system, value } = sourceReference?.identifier ?? {};
  const numbered = value === undefined || system === undefined ? value : `${system}|${value}`;
  const stated =
    sourceReference?.reference ??
    numbered ??
    sourceReference?.display ??
    sourceAttachment?.url ??
    sourceAttachment?.title;
  if (stated !== undefined && !stated.startsWith('#') && stated.length <= 200) return stated;
  note('Consent.source', 'evidence', 'Say where the evidence lies in your own records.');
  return null;
}

/** A permit rests on what the person was told; what only denies needs nothing. */
function noteUnsupported(choice: ReadChoice, resource: ConsentResource, note: NoteUnclear): void {
  const { permit, deny } = choice.categories;
  const permits = permit === 'AS_SHOWN' || permit.length > 0;
  if (!permits) {
    if (deny !== 'ALL' && deny.length === 0) {
      note('Consent.provision.securityLabel', 'says-nothing', 'It denies nothing.');
    }
    return;
  }
  if (choice.kind === 'OBJECTION') {
    note(
      'Consent.provision.type',
      'objection-denies',
      'An objection can only deny. Record what is permitted as a consent of its own.',
    );
  }
  const byOrganisation = resource.performer?.some(({ extension }) =>
    extension?.some(({ url }) => url === extensions.capacity),
  );
  if (choice.informationGiven === null && (byOrganisation !== true || permit === 'AS_SHOWN')) {
    note(
      extensionPath(extensions.information),
      'permit-needs-notice',
      'What permits must name the notice that the person was shown.',
    );
  }
  if (!choice.consequencesExplained) {
    note(
      extensionPath(extensions.consequences),
      'permit-needs-consequences',
      'Tell the person what follows from saying no before you record that they permit it.',
    );
  }
}
