import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ConsentBody, type ConsentVersion, findChoice } from '../../src/consent/index.ts';
import { parseConsent } from '../../src/exchange/fhir-consent/parse-consent.ts';
import { readConsent } from '../../src/exchange/fhir-consent/read-consent.ts';
import type { ConsentReading } from '../../src/exchange/fhir-consent/reading.ts';
import { writeConsent } from '../../src/exchange/fhir-consent/write-consent.ts';
import { type JsonObject, asId } from '../../src/platform/index.ts';
import {
  type CategoryCode,
  type PurposeCode,
  type RoleCode,
  getCategory,
  getPurpose,
} from '../../src/vocabulary/index.ts';
import { consent, label, toldBy } from '../support/fhir-consent.ts';

const at = new Date('2026-06-01T12:00:00Z');
const child = asId<'Person'>('00000000-0000-4000-8000-000000000001');
const mother = asId<'Person'>('00000000-0000-4000-8000-000000000002');
const own = asId<'Organisation'>('00000000-0000-4000-8000-000000000003');
const schools = ['999001', '999002'] as const;

type Labels = readonly { readonly system: string; readonly code: string }[];
interface Rules {
  readonly type?: 'permit' | 'deny';
  readonly securityLabel?: Labels;
  readonly purpose?: Labels;
  readonly actor?: readonly {
    readonly role: { readonly coding: Labels };
    readonly reference: { readonly identifier: { readonly value: string } };
    readonly modifierExtension?: readonly { readonly extension: readonly { readonly valueCode: string }[] }[];
  }[];
  readonly period?: { readonly start?: string; readonly end?: string };
  readonly dataPeriod?: { readonly start?: string; readonly end?: string };
  readonly provision?: readonly Rules[];
  readonly action?: object;
  readonly class?: object;
}

const hl7 = 'http://terminology.hl7.org/CodeSystem/';
const coding = (
  system: string,
  ...codes: readonly string[]
): fc.Arbitrary<{ system: string; code: string }> =>
  fc.constantFrom(...codes.map((code) => ({ system, code })));
const ownLabel = fc
  .constantFrom('ATT', 'EDU', 'PMH', 'MHC', 'SFH', 'SUC')
  .map((code) => label(code) as Labels[number]);
const anyLabel = fc.oneof(
  { weight: 30, arbitrary: ownLabel },
  { weight: 2, arbitrary: coding(`${hl7}v3-ActCode`, 'MH', 'PSY', 'ETH') },
  { weight: 1, arbitrary: coding(`${hl7}v3-ActCode`, 'NONSENSE') },
  { weight: 1, arbitrary: coding(`${hl7}v3-Confidentiality`, 'R', 'N') },
);
const anyPurpose = fc.oneof(
  { weight: 20, arbitrary: coding('https://gateway.example/CodeSystem/purpose', 'P01', 'P02', 'P07') },
  { weight: 2, arbitrary: coding(`${hl7}v3-ActReason`, 'TREAT', 'COC', 'HPAYMT') },
);
const some = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value[]> =>
  fc.array(value, { minLength: 1, maxLength: 3 });
const anyActor = fc.record({
  role: fc.constantFrom(...Array.from({ length: 15 }, () => 'IRCP'), 'CST').map((code) => ({
    coding: [{ system: `${hl7}v3-ParticipationType`, code }],
  })),
  reference: fc.constantFrom(...schools).map((value) => ({
    identifier: { system: 'https://gateway.example/Id/gias-urn', value },
  })),
});
const narrowedActor = anyActor.map((actor) => ({
  ...actor,
  modifierExtension: [
    {
      url: 'https://gateway.example/StructureDefinition/consent-recipient-narrowing',
      extension: [{ url: 'role', valueCode: 'SENCO' }],
    },
  ],
}));
const actors = fc.oneof(some(anyActor), some(narrowedActor));
const stretch = fc.constantFrom<{ start?: string; end?: string }>(
  { start: '2026-01-06' },
  { start: '2026-05', end: '2026-06-01T12:00:00Z' },
  { end: '2026-06-01' },
  { end: '2026-05-31' },
  { start: '2026' },
);
const days = fc.constantFrom<{ start?: string; end?: string }>(
  { start: '2024' },
  { start: '2025-02', end: '2025-03' },
);
const deepest = fc.record({ type: fc.constant('deny' as const), securityLabel: some(anyLabel) });
const exception = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('deny' as const), securityLabel: some(anyLabel) }) },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        type: fc.constantFrom('permit' as const, 'deny' as const),
        securityLabel: some(anyLabel),
        purpose: some(anyPurpose),
        dataPeriod: days,
        provision: some(deepest),
      },
      { requiredKeys: [] },
    ),
  },
);
/** Consents that are mostly clear: every part of a rule may be there, be left out, or be of a kind that nobody here knows. */
const rules: fc.Arbitrary<Rules> = fc
  .record(
    {
      type: fc.constantFrom('permit' as const, 'deny' as const),
      securityLabel: some(anyLabel),
      purpose: some(anyPurpose),
      actor: actors,
      period: stretch,
      dataPeriod: days,
      provision: fc.array(exception, { minLength: 1, maxLength: 2 }),
      action: fc.constant([{ text: 'access' }]),
      class: fc.constant([{ code: 'Observation' }]),
    },
    { requiredKeys: ['type', 'purpose', 'actor'] },
  )
  .chain((whole) =>
    fc.integer({ min: 0, max: 9 }).map((rare) => {
      const { action, class: kind, type, ...usual } = whole;
      return {
        ...usual,
        ...(rare === 0 ? {} : { type }),
        ...(rare === 1 && action !== undefined ? { action } : {}),
        ...(rare === 2 && kind !== undefined ? { class: kind } : {}),
      };
    }),
  );

function read(resource: JsonObject): ConsentReading | undefined {
  const parsed = parseConsent(resource);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.refusal));
  const reading = readConsent(parsed.value, { policy: 'BASE-1', at });
  if (!reading.ok) throw new Error(JSON.stringify(reading.refusal));
  return reading.value.choice === null ? undefined : reading.value;
}

const organisationOf = (value: string): ConsentBody['parties'][number]['organisationId'] =>
  asId<'Organisation'>(`00000000-0000-4000-8000-000000${value}`);

/** The version that a reading is recorded as; the notice named attendance and learning. */
function toVersion({
  choice,
  statedAt,
  identifiers,
  dataSubject,
  evidenceRef,
}: ConsentReading): ConsentVersion & {
  readonly body: ConsentBody;
} {
  if (choice === null) throw new Error('it is not clear');
  const { permit, deny } = choice.categories;
  const permitted: readonly CategoryCode[] = permit === 'AS_SHOWN' ? ['ATT', 'EDU'] : permit;
  const recipients =
    choice.recipients === 'ALL'
      ? ('ALL' as const)
      : {
          ...choice.recipients,
          organisations: choice.recipients.organisations.map(({ value }) => organisationOf(value)),
        };
  return {
    consentId: asId<'Consent'>('00000000-0000-4000-8000-000000000009'),
    version: 1,
    dataSubject: child,
    status: 'active',
    type: 'SHARE',
    kind: choice.kind,
    validFrom: choice.validFrom ?? new Date('2026-01-01T00:00:00Z'),
    validTo: choice.validTo,
    recordedAt: new Date('2026-01-01T00:00:00Z'),
    sequence: 1,
    chosenSequence: 1,
    body: {
      aboutPersons: [],
      decidedBy: { person: mother, capacityBasis: 'PR_HOLDER' },
      authorityEvidence: null,
      authoritySnapshotHashes: [],
      purposes: choice.purposes,
      recipients,
      categories: { permit: permitted.filter((each) => !deny.includes(each)), deny },
      answer: null,
      dataPeriod: choice.dataPeriod,
      informationGiven:
        choice.informationGiven === null
          ? null
          : { ...choice.informationGiven, shownText: 'words', noticeHash: null },
      parties: [
        ...schools.map((value) => ({
          organisationId: organisationOf(value),
          name: value,
          type: 'SCHOOL' as const,
          identifier: `urn:${value}`,
          contact: '1',
        })),
        { organisationId: own, name: 'Council', type: 'COUNCIL', identifier: 'ods:Z9Z9A', contact: '1' },
      ],
      channel: choice.channel,
      recordedBy: { kind: 'PRACTITIONER', staff: asId<'Staff'>('sue'), organisation: own },
      evidenceRef,
      consequencesExplained: choice.consequencesExplained,
      reviewOn: choice.reviewOn,
      childWishes: null,
      lastMove: null,
      asNamed: {
        identifiers: dataSubject.identifiers,
        family: dataSubject.demographics.name.family,
        given: dataSubject.demographics.name.given ?? [],
        birthDate: dataSubject.demographics.birthDate,
        postcode: null,
      },
      imported: { statedAt, identifiers, unclear: null },
    },
  };
}

interface Asked {
  readonly purpose: PurposeCode;
  readonly category: CategoryCode;
  readonly school: (typeof schools)[number];
  readonly role: RoleCode;
  readonly dataDate: string;
}
// Core identity goes along with whatever else is permitted, so it is not asked about.
const question: fc.Arbitrary<Asked> = fc.record({
  purpose: fc.constantFrom('P01', 'P02', 'P07'),
  category: fc.constantFrom('ATT', 'EDU', 'PMH', 'MHC', 'SFH', 'SUC'),
  school: fc.constantFrom(...schools),
  role: fc.constantFrom('SENCO', 'DSL'),
  dataDate: fc.constantFrom('2023-05-01', '2025-02-28', '2026-04-01'),
});

function answer(version: ConsentVersion, asked: Asked): string {
  return findChoice([version], {
    at,
    dataSubject: child,
    purpose: asked.purpose,
    category: asked.category,
    recipient: {
      organisationId: organisationOf(asked.school),
      organisationType: 'SCHOOL',
      department: 'NONE',
      role: asked.role,
    },
    dataDate: asked.dataDate,
    deciders: [{ person: mother, capacityBasis: 'PR_HOLDER' }],
    organisations: [],
    neverVerified: [],
  }).result;
}

/** A small reading of the standard itself, independent of the mapping: whether these rules are about what is asked. */
function isAbout(rule: Rules, asked: Asked): boolean {
  const names = (list: Labels | undefined, ours: string, theirs: readonly string[]): boolean =>
    list === undefined ||
    list.some(({ system, code }) =>
      system.startsWith('https://gateway.example/') ? code === ours : theirs.includes(code),
    );
  const spans = (span: Rules['period'], from: string, to: string): boolean =>
    (span?.start === undefined || span.start <= to) &&
    (span?.end === undefined || from <= span.end || from.startsWith(span.end));
  return (
    names(rule.purpose, asked.purpose, getPurpose(asked.purpose).hl7) &&
    names(rule.securityLabel, asked.category, getCategory(asked.category).hl7) &&
    (rule.actor?.some(
      ({ reference, modifierExtension }) =>
        reference.identifier.value === asked.school &&
        (modifierExtension === undefined || modifierExtension[0]?.extension[0]?.valueCode === asked.role),
    ) ??
      true) &&
    spans(rule.period, '2026-06-01T12:00:00Z', '2026-06-01T12:00:00Z') &&
    spans(rule.dataPeriod, asked.dataDate, asked.dataDate)
  );
}

function resourceOf(rule: Rules): JsonObject {
  return consent(rule, { extension: toldBy('notice') });
}

describe('a Consent that is read', () => {
  it('never permits what the resource does not permit, and denies what it denies', () => {
    let permitted = 0;
    fc.assert(
      fc.property(rules, fc.array(question, { minLength: 8, maxLength: 8 }), (rule, asked) => {
        const reading = read(resourceOf(rule));
        if (reading === undefined) return;
        const version = toVersion(reading);
        for (const each of asked) {
          const found = answer(version, each);
          const excepted = (rule.provision ?? []).some((exceptional) => isAbout(exceptional, each));
          if (found === 'PERMIT') {
            permitted += 1;
            expect([rule.type, isAbout(rule, each), excepted]).toEqual(['permit', true, false]);
          }
          if (rule.type === 'deny' && isAbout(rule, each)) expect(found).toBe('DENY');
        }
      }),
      { numRuns: 1_000 },
    );
    expect(permitted).toBeGreaterThan(20);
  });

  it('and written is read as the same: out, in and out again is a fixed point', () => {
    let clear = 0;
    const context = { policy: 'BASE-1', pseudonym: () => 'pseudonym', chosenAt: at };
    fc.assert(
      fc.property(rules, (rule) => {
        const reading = read(resourceOf(rule));
        if (reading === undefined) return;
        clear += 1;
        const first = writeConsent(toVersion(reading), context);
        const again = read(first);
        expect(again).toBeDefined();
        if (again !== undefined) expect(writeConsent(toVersion(again), context)).toEqual(first);
      }),
      { numRuns: 500 },
    );
    expect(clear).toBeGreaterThan(100);
  });

  it('waits wherever one thing is added that is not known here', () => {
    const good = { type: 'deny', securityLabel: [label('ATT')] };
    const extras: readonly object[] = [
      { type: undefined },
      { action: [{ text: 'access' }] },
      { class: [{ code: 'Observation' }] },
      { code: [{ text: 'x' }] },
      { data: [{ meaning: 'instance', reference: { reference: 'Observation/1' } }] },
      { modifierExtension: [{ url: 'http://example.org/not' }] },
      { purpose: [{ system: 'http://example.org', code: 'P07' }] },
      { securityLabel: [{ system: `${hl7}v3-Confidentiality`, code: 'R' }] },
      { provision: [{ type: 'permit', securityLabel: [label('EDU')] }] },
      { provision: [{ securityLabel: [label('EDU')] }] },
      { provision: [{ type: 'deny', securityLabel: [label('EDU')], provision: [{ type: 'permit' }] }] },
      { dataPeriod: { start: '2024-01-01T10:00:00Z' } },
    ];
    expect(read(consent(good))).toBeDefined();
    for (const extra of extras)
      expect([extra, read(consent({ ...good, ...extra }))]).toEqual([extra, undefined]);
  });
});
