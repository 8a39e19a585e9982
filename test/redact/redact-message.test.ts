import { describe, expect, it } from '@jest/globals';
import {
  type OutboundEnvelope,
  footerSentence,
  placeholderNotice,
  redactMessage,
  settleReleased,
} from '../../src/exchange/redact/index.ts';
import type { JsonObject } from '../../src/platform/index.ts';
import {
  type Message,
  type SegmentedMessage,
  buildFhirBundle,
  buildJackiePlan,
  buildLeoReferral,
  elementsOf,
  fhirSystems,
  jackieRefs,
  labelMessage,
  leoRefs,
  wendysIllness,
} from '../../src/records/index.ts';
import { asFhirMessage } from '../support/fhir-examples.ts';
import { buildOutbound } from '../support/outbound.ts';

function redactAllBut(
  message: Message,
  withheld: readonly string[],
  changes: Partial<OutboundEnvelope> = {},
): ReturnType<typeof redactMessage> {
  const labelled = labelMessage(message);
  const decided = new Set(labelled.map(({ segmentId }) => segmentId).filter((id) => !withheld.includes(id)));
  return redactMessage(message, labelled, decided, buildOutbound(message.type, changes));
}

function codes(codings: readonly { readonly code: string }[] | undefined): readonly string[] {
  return (codings ?? []).map(({ code }) => code);
}

const plan = buildJackiePlan();
const notShared = ['row-tuition-cost', 'mothers-health', `related.${jackieRefs.wendy}`, 'subject.contact'];

describe("Jackie's plan at her school (AC1)", () => {
  const out = (): ReturnType<typeof redactMessage> => redactAllBut(plan, notShared);

  it('holds the three rows, the header and her words, in the order of the plan', () => {
    expect(out().segments?.map(({ segmentId }) => segmentId)).toEqual([
      'plan-header',
      'row-attendance',
      'row-support',
      'row-tuition',
      'jackies-words',
    ]);
    expect(out().segments?.map(({ content }) => content)).toEqual(
      plan.segments.filter(({ segmentId }) => !notShared.includes(segmentId)).map(({ content }) => content),
    );
  });

  it("has neither her mother's diagnosis, nor its category, nor a sign that something about her was left out", () => {
    const text = JSON.stringify(out());
    for (const secret of [wendysIllness, 'PMH', 'mothers-health', 'SILENT_WITHHOLD', '9990001022', 'Wendy'])
      expect(text).not.toContain(secret);
  });

  it('shows one plain placeholder for the cost and one for the address, without saying what they were', () => {
    expect(out().withheld).toEqual([{ notice: placeholderNotice }, { notice: placeholderNotice }]);
    expect(placeholderNotice).toBe('withheld: not needed for this purpose');
  });

  it('names what went, and what stayed as far as it is ordinary', () => {
    expect(out().manifest).toEqual({
      released: ['DEM', 'HHD', 'EDU', 'ATT', 'SEN', 'CIN', 'VOI'],
      withheld: ['CON', 'HFN'],
    });
  });

  it("keeps the author's handling of her words for the reader", () => {
    const words = out().segments?.find(({ segmentId }) => segmentId === 'jackies-words');
    expect(words).toEqual({
      segmentId: 'jackies-words',
      path: '/views/child',
      about: ['subject'],
      assertionType: 'REPORTED',
      source: 'CHILD',
      notForRoles: ['CLASS_STAFF'],
      content: { words: 'Mr Marnock can know I missed school. Not the class.', saidTo: 'Sue Williams' },
      categoryCodes: ['VOI'],
    });
  });

  it('keeps the order in which the author wrote the members', () => {
    expect(Object.keys(out().segments?.[0] ?? {})).toEqual([
      ...['segmentId', 'path', 'about', 'assertionType', 'source', 'content', 'categoryCodes'],
    ]);
  });

  it('is labelled as secret as the most secret part that went, and marked as incomplete', () => {
    expect(out().labels.confidentiality).toBe('R');
    expect(codes(out().labels.security)).toEqual(['R', 'MINEC', 'AUDIT', 'NORDSCLCD', 'REDACTED']);
    expect(out().labels.tag).toEqual([{ system: fhirSystems.observationValue, code: 'SUBSETTED' }]);
  });

  it('carries the constant sentence, and the envelope that the gateway wrote', () => {
    expect(out().footer).toBe(footerSentence);
    expect(footerSentence).toBe(
      'This may have been limited to what its reader needs for the purpose. If you need more, ask the organisation that sent it.',
    );
    const { reliesOnConsent, ...envelope } = buildOutbound('M09');
    expect(reliesOnConsent).toBe(false);
    expect(out().envelope).toEqual(envelope);
  });

  it('tells neither who else receives it, nor who wrote it, nor why it was decided so', () => {
    const text = JSON.stringify(out());
    for (const inside of ['sue.williams', 'leadDecision', 'recipients', 'CA1989_S17', plan.messageId])
      expect(text).not.toContain(inside);
  });

  it('is not marked as incomplete when only something silent was left out', () => {
    const complete = redactAllBut(plan, ['mothers-health']);
    expect(complete.withheld).toBeUndefined();
    expect(complete.labels.tag).toBeUndefined();
    expect(codes(complete.labels.security)).not.toContain('REDACTED');
    expect(complete.manifest.withheld).toEqual([]);
    expect(complete.footer).toBe(footerSentence);
  });

  it('is labelled as ordinary when nothing of it goes', () => {
    const none = redactMessage(plan, labelMessage(plan), new Set(), buildOutbound('M09'));
    expect(none.labels.confidentiality).toBe('N');
    expect(none.segments).toEqual([]);
  });

  it('has no placeholder where the existence of one of several kinds is protected, whatever its author said', () => {
    const withCategories = (codes: readonly ('PHY' | 'SHR' | 'PMH')[]): SegmentedMessage => ({
      ...plan,
      segments: plan.segments.map((segment) =>
        segment.segmentId === 'row-tuition-cost' ? { ...segment, categoryCodes: codes } : segment,
      ),
    });
    expect(redactAllBut(withCategories(['PHY']), ['row-tuition-cost']).withheld).toHaveLength(1);
    expect(redactAllBut(withCategories(['PHY', 'SHR']), ['row-tuition-cost']).withheld).toBeUndefined();
    expect(redactAllBut(withCategories(['PMH']), ['row-tuition-cost']).withheld).toBeUndefined();
  });

  it('is labelled lower when the most secret part stays behind', () => {
    const out2 = redactAllBut(plan, [...notShared, 'plan-header']);
    expect(out2.labels.confidentiality).toBe('N');
    expect(codes(out2.labels.security)).toEqual(['N', 'MINEC', 'AUDIT', 'REDACTED']);
  });

  it('does not name a kind of information whose name tells most of it', () => {
    const out2 = redactAllBut(plan, ['plan-header']);
    expect(out2.withheld).toHaveLength(1);
    expect(out2.manifest.withheld).toEqual([]);
  });

  it('asks the reader to respect a withdrawal when it goes because somebody agreed', () => {
    const security = codes(
      redactAllBut(plan, [...notShared, 'plan-header'], { reliesOnConsent: true }).labels.security,
    );
    expect(security).toEqual(['N', 'MINEC', 'AUDIT', 'CPLYCD', 'NORDSCLCD', 'REDACTED']);
  });

  it('leaves a bare reference to a person whom a released part is about and who is not shown', () => {
    const out2 = redactAllBut(plan, [`related.${jackieRefs.wendy}`]);
    expect(out2.relatedPersons).toEqual([{ ref: jackieRefs.wendy }]);
    expect(out().relatedPersons).toBeUndefined();
  });

  it('shows a related person without the numbers that only served to find her', () => {
    expect(redactAllBut(plan, []).relatedPersons).toEqual([
      {
        ref: jackieRefs.wendy,
        relation: 'Mother',
        name: { family: 'Cormack', given: ['Wendy'] },
        parentalResponsibility: true,
      },
    ]);
  });
});

describe('a related person', () => {
  const contact = { telecom: [{ kind: 'PHONE', value: '01632 960001' }] } as const;
  const placed: SegmentedMessage = {
    ...plan,
    relatedPersons: [
      {
        ref: jackieRefs.mrWhite,
        relation: 'Foster carer',
        birthDate: '1980-01-01',
        contact,
        handling: ['SHIELDED_LOCATION', 'THIRD_PARTY', 'SILENT_WITHHOLD'],
      },
    ],
  };
  const ids = [`related.${jackieRefs.mrWhite}`, `related.${jackieRefs.mrWhite}.contact`] as const;

  it('is shown as far as each part of them is released, with the flags of that part', () => {
    const known = { relation: 'Foster carer', birthDate: '1980-01-01' };
    expect(redactAllBut(placed, [ids[1]]).relatedPersons).toEqual([
      { ref: jackieRefs.mrWhite, ...known, handling: ['THIRD_PARTY'] },
    ]);
    expect(redactAllBut(placed, [ids[0]]).relatedPersons).toEqual([
      { ref: jackieRefs.mrWhite, contact, handling: ['SHIELDED_LOCATION'] },
    ]);
    expect(redactAllBut(placed, []).relatedPersons).toEqual([
      { ref: jackieRefs.mrWhite, ...known, contact, handling: ['SHIELDED_LOCATION', 'THIRD_PARTY'] },
    ]);
    expect(redactAllBut(placed, ids)).not.toHaveProperty('relatedPersons');
  });

  it('is not there where the message names nobody', () => {
    const { relatedPersons, ...alone } = plan;
    expect(relatedPersons).toHaveLength(1);
    expect(redactAllBut(alone, [])).not.toHaveProperty('relatedPersons');
  });
});

describe('the data subject', () => {
  const { contact, ...identity } = plan.subject.demographics ?? {};
  const rich: SegmentedMessage = {
    ...plan,
    subject: {
      ...plan.subject,
      demographics: {
        ...identity,
        ...(contact === undefined ? {} : { contact }),
        communication: { language: 'Welsh' },
        equality: { religion: 'Quaker' },
      },
      handling: ['SHIELDED_LOCATION', 'COURT_RESTRICTED', 'SILENT_WITHHOLD'],
    },
  };
  const all = ['subject.identity', 'subject.contact', 'subject.communication', 'subject.equality'];
  const only = (id: string): ReturnType<typeof redactMessage>['subject'] =>
    redactAllBut(
      rich,
      all.filter((other) => other !== id),
    ).subject;

  it('is shown as far as each part of it is released', () => {
    expect(only('subject.identity')).toEqual({
      identifiers: plan.subject.identifiers,
      demographics: identity,
      handling: ['COURT_RESTRICTED'],
    });
    expect(only('subject.contact')).toEqual({
      identifiers: [],
      demographics: { contact },
      handling: ['SHIELDED_LOCATION'],
    });
    expect(only('subject.communication')).toEqual({
      identifiers: [],
      demographics: { communication: { language: 'Welsh' } },
    });
    expect(only('subject.equality')).toEqual({
      identifiers: [],
      demographics: { equality: { religion: 'Quaker' } },
    });
    expect(only('none')).toBeUndefined();
  });

  it('is shown by number alone when there is nothing else', () => {
    const bare: SegmentedMessage = { ...plan, subject: { identifiers: plan.subject.identifiers } };
    expect(redactAllBut(bare, []).subject).toEqual({ identifiers: plan.subject.identifiers });
  });

  it('leaves a placeholder for what the envelope does not show of them, unless its author asked for silence', () => {
    expect(redactAllBut(rich, all).withheld).toBeUndefined();
    expect(redactAllBut({ ...rich, subject: { ...rich.subject, handling: [] } }, all).withheld).toHaveLength(
      4,
    );
  });
});

describe("Leo's referral at the front door (AC4)", () => {
  const referral = buildLeoReferral();

  it('goes whole, with what nobody verified marked so', () => {
    const out = redactAllBut(referral, []);
    expect(out.segments).toHaveLength(referral.segments.length);
    const unverified = out.segments
      ?.filter((segment) => segment.unverified === true)
      .map(({ segmentId }) => segmentId);
    expect(unverified).toEqual(['rumour']);
    expect(out.withheld).toBeUndefined();
    expect(out.relatedPersons).toHaveLength(3);
  });

  it('tells its reader not to tell the family, and why', () => {
    const out = redactAllBut(referral, []);
    expect(out.familyInformed).toEqual(referral.familyInformed);
    expect(codes(out.labels.security)).toContain('NOPAT');
    expect(out.labels.confidentiality).toBe('V');
  });

  it('tells whether the family knows without the reason, never the reason alone', () => {
    expect(redactAllBut(referral, ['family-informed.reason']).familyInformed).toEqual({ status: 'UNSAFE' });
    expect(redactAllBut(referral, ['family-informed.status']).familyInformed).toBeUndefined();
    const settled = settleReleased(
      referral,
      labelMessage(referral),
      new Set(['family-informed.reason', 'harm']),
    );
    expect([...settled.released]).toEqual(['harm']);
    const when = { status: 'YES', when: '2027-02-09T10:00:00+00:00', how: 'By phone' } as const;
    expect(redactAllBut({ ...referral, familyInformed: when }, []).familyInformed).toEqual(when);
  });

  it('shows what the family said against sharing', () => {
    const wishes = ['On 3 September both parents objected to any sharing with social care.'];
    expect(redactAllBut(referral, [], { wishes }).wishes).toEqual(wishes);
    expect(redactAllBut(referral, [], { wishes: [] })).not.toHaveProperty('wishes');
    expect(redactAllBut(referral, [])).not.toHaveProperty('wishes');
  });

  it('shows the optional members of its envelope only when the gateway set them', () => {
    const changes = {
      supplementTo: '44444444-4444-4444-8444-444444444444',
      supersedes: '55555555-5555-4555-8555-555555555555',
      dueBy: '2027-02-10',
      identityUnconfirmed: true,
      source: { organisation: { system: 'ods', value: 'Z9Z9A' }, department: 'CSC' },
      recipient: {
        organisation: { system: 'ods', value: 'Z9Z9A' },
        department: 'MASH',
        role: 'MASH_OFFICER',
      },
    } as const;
    expect(redactAllBut(referral, [], changes).envelope).toMatchObject(changes);
    const plain = redactAllBut(referral, [], { identityUnconfirmed: false }).envelope;
    for (const name of ['supplementTo', 'supersedes', 'dueBy', 'identityUnconfirmed'])
      expect(plain).not.toHaveProperty(name);
    expect(plain.source).not.toHaveProperty('department');
    expect(plain.recipient).not.toHaveProperty('department');
  });

  it('takes nothing along that a caller hung on the envelope', () => {
    const hung = {
      ...buildOutbound('M07'),
      note: 'STOWAWAY',
      source: { organisation: { system: 'ods', value: 'Z9Z9A' }, system: 'STOWAWAY' },
    };
    const labelled = labelMessage(referral);
    expect(
      JSON.stringify(redactMessage(referral, labelled, new Set(), hung as OutboundEnvelope)),
    ).not.toContain('STOWAWAY');
  });

  it('says nothing of a parent who is withheld, and has no placeholder for them', () => {
    const out = redactAllBut(referral, [`related.${leoRefs.neighbour}`, 'rumour']);
    expect(out.relatedPersons?.map(({ ref }) => ref)).toEqual([leoRefs.mother, leoRefs.father]);
    expect(out.withheld).toHaveLength(1);
  });
});

describe('flags and attachments', () => {
  const flagged: SegmentedMessage = {
    ...plan,
    segments: plan.segments.map((segment) =>
      segment.segmentId === 'row-support'
        ? {
            ...segment,
            flags: [
              'CHILD_CONFIDENCE',
              'SERIOUS_HARM',
              'EMBARGO_UNTIL',
              'SILENT_WITHHOLD',
              'RETRACTED',
              'THIRD_PARTY',
            ],
            disputed: true,
            embargoUntil: '2028-01-01T00:00:00Z',
            safetyCritical: true,
            plainSummary: 'Help in class',
            level: 'R',
            validFrom: '2028-01-10',
            validTo: '2028-07-20',
          }
        : segment,
    ),
    attachments: [
      {
        attachmentId: 'report',
        title: 'School report',
        contentType: 'text/plain',
        data: 'QXJ0OiBn',
        categoryCodes: ['EDU'],
      },
      { attachmentId: 'scan', title: 'Scan', contentType: 'application/pdf', data: 'BBBB' },
    ],
  };

  it('gives the reader the flags that say how to handle, and none that say what is missing', () => {
    const out = redactAllBut(flagged, []);
    const row = out.segments?.find(({ segmentId }) => segmentId === 'row-support');
    expect(row?.flags).toEqual(['CHILD_CONFIDENCE', 'SERIOUS_HARM', 'THIRD_PARTY', 'DISPUTED']);
    expect(row).toMatchObject({
      plainSummary: 'Help in class',
      disputed: true,
      level: 'R',
      validFrom: '2028-01-10',
      validTo: '2028-07-20',
    });
    expect(row).not.toHaveProperty('embargoUntil');
    expect(row).not.toHaveProperty('safetyCritical');
    expect(row).not.toHaveProperty('mandatory');
    expect(row).not.toHaveProperty('linkedToNeed');
    expect(codes(out.labels.security)).toContain('NOPAT');
  });

  it('sends an attachment only with a label, and has no placeholder for one without', () => {
    const out = redactAllBut(flagged, []);
    expect(out.attachments).toEqual([
      {
        attachmentId: 'report',
        title: 'School report',
        contentType: 'text/plain',
        data: 'QXJ0OiBn',
        categoryCodes: ['EDU'],
      },
    ]);
    expect(out.withheld).toBeUndefined();
    expect(redactAllBut(flagged, ['report'])).not.toHaveProperty('attachments');
    expect(redactAllBut(flagged, ['report']).withheld).toHaveLength(1);
  });

  it('has no placeholder for what is under embargo', () => {
    const embargoed: SegmentedMessage = {
      ...plan,
      segments: plan.segments.map((segment) =>
        segment.segmentId === 'row-tuition-cost' ? { ...segment, flags: ['EMBARGO_UNTIL'] } : segment,
      ),
    };
    expect(redactAllBut(embargoed, ['row-tuition-cost']).withheld).toBeUndefined();
    expect(redactAllBut(plan, ['row-tuition-cost']).withheld).toHaveLength(1);
  });
});

describe('a FHIR bundle', () => {
  const message = buildFhirBundle();
  const out = (): ReturnType<typeof redactMessage> => redactAllBut(message, []);

  it('goes without what nobody labelled', () => {
    expect(JSON.stringify(out().resource)).not.toContain('valproate');
    expect((out().resource?.['entry'] as readonly unknown[]).length).toBe(5);
  });

  it('is a new bundle that carries the labels of the whole, with the labels of each resource on the resource', () => {
    expect(out().resource).toMatchObject({ resourceType: 'Bundle', type: 'collection' });
    const security = (out().resource?.['meta'] as { security: { code: string }[] }).security;
    expect(codes(security)).toEqual(['V', 'MINEC', 'AUDIT', 'NORDSCLCD']);
    const [, autism, , contraception] = out().resource?.['entry'] as readonly {
      resource: { meta: { security: { code: string }[] } };
    }[];
    expect(codes(autism?.resource.meta.security)).toEqual(['N', 'DEV', 'MINEC', 'AUDIT']);
    expect(codes(contraception?.resource.meta.security)).toEqual([
      ...['V', 'SHR', 'CHILD_CONFIDENCE', 'SEX', 'MINEC', 'AUDIT', 'NORDSCLCD', 'NOPAT'],
    ]);
  });

  it('takes every resource about a withheld patient back with the patient', () => {
    expect(redactAllBut(message, ['entry.0']).resource).not.toHaveProperty('entry.1');
    const entries = redactAllBut(message, ['entry.0']).resource?.['entry'] as readonly {
      resource: { id: string };
    }[];
    expect(entries.map(({ resource }) => resource.id)).toEqual(['mothers-depression']);
  });

  it('does not say by which reference a withheld patient was known', () => {
    expect(redactAllBut(message, ['entry.0']).subject).not.toHaveProperty('reference');
    expect(redactAllBut(message, []).subject).toHaveProperty('reference', 'Patient/amara');
  });

  const observation: JsonObject = {
    resourceType: 'Observation',
    id: 'height',
    meta: {
      versionId: '3',
      security: [{ system: fhirSystems.infoCategory, code: 'PHY' }],
      source: 'https://a.example',
    },
    text: { status: 'generated', div: '<div>Height by Dr Lin</div>' },
    status: 'final',
    subject: { reference: 'Patient/amara' },
    performer: [{ reference: 'Practitioner/lin', display: 'Dr Lin' }, { reference: 'Practitioner/other' }],
    valueQuantity: { value: 1.5, unit: 'm' },
  };
  const practitioner: JsonObject = {
    resourceType: 'Practitioner',
    id: 'lin',
    name: [{ family: 'Lin', prefix: ['Dr'] }],
  };
  const searchset = (entries: readonly JsonObject[], more: JsonObject = {}): Message =>
    asFhirMessage({
      resourceType: 'Bundle',
      id: 'b1',
      type: 'searchset',
      total: 12,
      link: [{ relation: 'self', url: 'https://trust.example/fhir/Observation?patient=amara' }],
      entry: entries,
      ...more,
    });
  const textOf = (resource: JsonObject, name: string): string =>
    typeof resource[name] === 'string' ? resource[name] : '';
  const found = (resource: JsonObject): JsonObject => ({
    fullUrl: `https://records.example/${textOf(resource, 'resourceType')}/${textOf(resource, 'id')}`,
    resource,
    search: { mode: 'match' },
    request: { method: 'GET', url: 'Observation?secret' },
  });

  it('leaves out a reference to a withheld practitioner where FHIR does not require it, and the narrative with it', () => {
    const out2 = redactAllBut(searchset([found(observation), found(practitioner)]), ['entry.1']);
    const [entry] = out2.resource?.['entry'] as readonly { resource: JsonObject }[];
    expect(entry?.resource).not.toHaveProperty('text');
    expect(entry?.resource['performer']).toEqual([{ reference: 'Practitioner/other' }]);
    expect(entry?.resource['subject']).toEqual({ reference: 'Patient/amara' });
    expect(JSON.stringify(out2)).not.toContain('Lin');
  });

  it('leaves the whole member out when nothing of it stays', () => {
    const alone = { ...observation, performer: [{ reference: 'Practitioner/lin' }] };
    const single: JsonObject = { ...observation, performer: [], device: { reference: 'Practitioner/lin' } };
    for (const [resource, member] of [
      [alone, 'performer'],
      [single, 'device'],
    ] as const) {
      const out2 = redactAllBut(searchset([found(resource), found(practitioner)]), ['entry.1']);
      const [entry] = out2.resource?.['entry'] as readonly { resource: JsonObject }[];
      expect(entry?.resource).not.toHaveProperty(member);
    }
    const unreferred = {
      ...observation,
      performer: [{ reference: 'Practitioner/other' }],
      text: { div: 'Practitioner/lin' },
    };
    const out3 = redactAllBut(searchset([found(unreferred), found(practitioner)]), ['entry.1']);
    const [kept] = out3.resource?.['entry'] as readonly { resource: JsonObject }[];
    expect(kept?.resource['performer']).toEqual([{ reference: 'Practitioner/other' }]);
    expect(kept?.resource).not.toHaveProperty('text');
  });

  it('withholds a resource whole that refers to the withheld practitioner anywhere else', () => {
    const elsewhere = { ...observation, note: [{ authorReference: { reference: 'Practitioner/lin' } }] };
    const out2 = redactAllBut(searchset([found(elsewhere), found(practitioner)]), ['entry.1']);
    expect(out2.resource).not.toHaveProperty('entry');
  });

  it('withholds a resource whole that refers to a withheld finding, though the reference could be left out', () => {
    const finding = { ...observation, id: 'finding', performer: [] };
    const report = { ...observation, performer: [{ reference: 'Observation/finding' }] };
    const out2 = redactAllBut(searchset([found(report), found(finding)]), ['entry.1']);
    expect(out2.resource).not.toHaveProperty('entry');
    expect(out2.withheld).toHaveLength(2);
    const both = {
      ...report,
      performer: [{ reference: 'Observation/finding' }, { reference: 'Practitioner/lin' }],
    };
    const out3 = redactAllBut(searchset([found(both), found(finding), found(practitioner)]), [
      'entry.1',
      'entry.2',
    ]);
    expect(out3.resource).not.toHaveProperty('entry');
  });

  it('is marked as incomplete itself when a part of it may be seen to be missing', () => {
    const meta = (withheld: readonly string[]): JsonObject =>
      redactAllBut(searchset([found(observation), found(practitioner)]), withheld).resource?.[
        'meta'
      ] as JsonObject;
    expect(meta(['entry.1'])).toHaveProperty('tag', [
      { system: fhirSystems.observationValue, code: 'SUBSETTED' },
    ]);
    expect(meta([])).not.toHaveProperty('tag');
  });

  const optional: readonly (readonly [type: string, members: readonly string[]])[] = [
    ['AllergyIntolerance', ['recorder', 'asserter']],
    ['CarePlan', ['author', 'contributor']],
    ['Communication', ['sender', 'recipient']],
    ['Condition', ['recorder', 'asserter']],
    ['DiagnosticReport', ['performer', 'resultsInterpreter']],
    ['DocumentReference', ['author', 'authenticator', 'custodian']],
    ['Encounter', ['serviceProvider']],
    ['EpisodeOfCare', ['managingOrganization', 'careManager']],
    ['Flag', ['author']],
    ['Goal', ['expressedBy']],
    ['Immunization', ['location', 'manufacturer']],
    ['MedicationRequest', ['requester', 'performer', 'recorder']],
    ['MedicationStatement', ['informationSource']],
    ['Observation', ['performer', 'device']],
    ['Patient', ['generalPractitioner', 'managingOrganization']],
    ['Procedure', ['recorder', 'asserter', 'location']],
    ['QuestionnaireResponse', ['author', 'source']],
    ['ServiceRequest', ['requester', 'performer', 'locationReference']],
  ];
  for (const [type, members] of optional) {
    it(`lets ${type} go without ${members.join(', ')}, and not without what R4 requires of it`, () => {
      const referring = (member: string): number => {
        const meta = { security: [{ system: fhirSystems.infoCategory, code: 'PHY' }] };
        const reference = { reference: 'Practitioner/lin' };
        const resource = {
          resourceType: type,
          id: 'amara',
          meta,
          [member]: elementsOf(type)?.get(member)?.many === true ? [reference] : reference,
        };
        const out2 = redactAllBut(searchset([found(resource), found(practitioner)]), ['entry.1']);
        return ((out2.resource?.['entry'] ?? []) as readonly unknown[]).length;
      };
      for (const member of members) expect([member, referring(member)]).toEqual([member, 1]);
      for (const member of ['subject', 'patient', 'addresses', 'encounter', 'partOf', 'supportingInfo'])
        if (elementsOf(type)?.get(member)?.type === 'Reference')
          expect([member, referring(member)]).toEqual([member, 0]);
    });
  }

  it('takes a resource of a type that is a word of the prototype back like any other', () => {
    const meta = { security: [{ system: fhirSystems.infoCategory, code: 'PHY' }] };
    const odd = { resourceType: 'HasOwnProperty', id: 'x', meta, length: { reference: 'Practitioner/lin' } };
    expect(
      redactAllBut(searchset([found(odd), found(practitioner)]), ['entry.1']).resource,
    ).not.toHaveProperty('entry');
  });

  it('drops total, links, identifier, requests and signature, and keeps what a search entry needs', () => {
    const out2 = redactAllBut(
      searchset([found(observation)], { signature: { data: 'x' }, identifier: { value: 'x' } }),
      [],
    );
    expect(Object.keys(out2.resource ?? {})).toEqual(['resourceType', 'meta', 'type', 'entry']);
    expect(out2.resource?.['type']).toBe('searchset');
    const [entry] = out2.resource?.['entry'] as readonly JsonObject[];
    expect(Object.keys(entry ?? {})).toEqual(['fullUrl', 'resource', 'search']);
    expect(JSON.stringify(out2)).not.toContain('secret');
  });

  it('takes nothing of what stands beside a resource but forms in which nobody can write', () => {
    const entry = {
      fullUrl: 'urn:x:secret',
      resource: observation,
      link: [{ relation: 'x', url: 'secret' }],
      search: { mode: 'match', extension: [{ url: 'x', valueString: 'secret' }], note: 'secret' },
    };
    const odd = redactAllBut(searchset([entry, { ...entry, search: { mode: 'secret' } }]), []);
    expect(odd.resource?.['entry']).toMatchObject([{ search: { mode: 'match' } }, {}]);
    expect(JSON.stringify(odd)).not.toContain('secret');
    const meta = { versionId: '2', extension: [{ url: 'x', valueString: 'secret' }] };
    const labelled = { ...observation, meta: { ...(observation['meta'] as JsonObject), ...meta } };
    const out2 = redactAllBut(asFhirMessage(labelled), []);
    expect(out2.resource?.['meta']).toMatchObject({ versionId: '2' });
    expect(JSON.stringify(out2)).not.toContain('secret');
  });

  it("keeps the resource's own meta and puts the gateway's labels in place of its security labels", () => {
    const out2 = redactAllBut(asFhirMessage(observation), []);
    expect(Object.keys(out2.resource ?? {})).toEqual([
      ...['resourceType', 'meta', 'id', 'text', 'status', 'subject', 'performer', 'valueQuantity'],
    ]);
    const meta = out2.resource?.['meta'] as JsonObject;
    expect(Object.keys(meta)).toEqual(['versionId', 'source', 'security']);
    expect(codes(meta['security'] as { code: string }[] & JsonObject[])).toEqual([
      'N',
      'PHY',
      'MINEC',
      'AUDIT',
    ]);
  });

  it('is labelled though its author wrote no meta at all, wherever its type stands', () => {
    const patient = { id: 'amara', resourceType: 'Patient', birthDate: '2012-11-02' };
    const { resource } = redactAllBut(asFhirMessage(patient), []);
    expect(Object.keys(resource ?? {})).toEqual(['id', 'resourceType', 'meta', 'birthDate']);
    expect(Object.keys((resource?.['meta'] ?? {}) as JsonObject)).toEqual(['security']);
  });

  it('cannot be released by an attachment that borrows a name', () => {
    const attachments = [
      {
        attachmentId: 'resource',
        title: 'x',
        contentType: 'text/plain',
        data: 'QXJ0OiBn',
        categoryCodes: ['EDU'] as const,
      },
    ];
    const borrowed = { ...asFhirMessage(observation), attachments };
    expect(redactAllBut(borrowed, ['resource.sole'])).not.toHaveProperty('resource');
    expect(redactAllBut(borrowed, ['resource.sole']).attachments).toHaveLength(1);
  });

  it('is nothing at all when its only resource is withheld', () => {
    expect(redactAllBut(asFhirMessage(observation), ['resource.sole'])).not.toHaveProperty('resource');
  });

  it('labels a resource that the gateway knows by its type, although its author did not', () => {
    const patient = { resourceType: 'Patient', id: 'amara', birthDate: '2012-11-02' };
    const out2 = redactAllBut(asFhirMessage(patient), []);
    expect(codes((out2.resource?.['meta'] as { security: { code: string }[] }).security)).toEqual([
      'N',
      'DEM',
      'MINEC',
      'AUDIT',
    ]);
  });
});
