import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../src/platform/index.ts';
import {
  type FhirMessage,
  type LabelledSegment,
  amaraRefs,
  buildFhirBundle,
  fhirSystems,
  labelMessage,
} from '../../src/records/index.ts';
import {
  asFhirMessage,
  haveFhirExamples,
  listFhirExamples,
  readFhirExample,
} from '../support/fhir-examples.ts';

const snomed = 'http://snomed.info/sct';

function labelOf(resource: JsonObject, changes: Partial<FhirMessage> = {}): LabelledSegment {
  const [label] = labelMessage({ ...asFhirMessage(resource), ...changes }).filter(
    ({ part }) => part === 'RESOURCE',
  );
  if (label === undefined) throw new Error('a resource has a label');
  return label;
}

/** The labels of a resource and of what is decided on by itself inside it. */
function partsOf(resource: JsonObject): readonly LabelledSegment[] {
  return labelMessage(asFhirMessage(resource)).filter(({ part }) => part === 'RESOURCE');
}

function labelsOf(...resources: readonly JsonObject[]): readonly LabelledSegment[] {
  const bundle = {
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map((resource) => ({ resource })),
  };
  return labelMessage(asFhirMessage(bundle)).filter(({ part }) => part === 'RESOURCE');
}

function security(...codings: readonly (readonly [system: string, code: string])[]): JsonObject {
  return { security: codings.map(([system, code]) => ({ system, code })) };
}

const ours = (code: string): readonly [string, string] => [fhirSystems.infoCategory, code];
const act = (code: string): readonly [string, string] => [fhirSystems.actCode, code];

/** A condition that its code says all about. */
function condition(code: string, more: JsonObject = {}): JsonObject {
  return {
    resourceType: 'Condition',
    id: `c-${code}`,
    code: { coding: [{ system: snomed, code }] },
    subject: { reference: 'Patient/amara' },
    ...more,
  };
}

const note: JsonObject = {
  resourceType: 'Communication',
  id: 'note',
  subject: { reference: 'Patient/amara' },
};

describe('a resource that its author labelled', () => {
  it('has the labels of its author, and those of its codes besides', () => {
    expect(labelOf({ ...note, meta: security(ours('EDU'), ours('SEN')) })).toMatchObject({
      segmentId: 'resource.sole',
      pointer: '/resource',
      part: 'RESOURCE',
      labelled: true,
      categories: ['EDU', 'SEN'],
      level: 'N',
      aboutRefs: ['subject'],
      linkedToNeed: false,
    });
    expect(labelOf(condition('86406008', { meta: security(ours('PHY')) }))).toMatchObject({
      labelled: true,
      categories: ['PHY', 'SHR'],
      level: 'V',
    });
  });

  it('has the label of a code that stands in a reason', () => {
    const reason = { reasonCode: [{ coding: [{ system: snomed, code: '13746004' }] }] };
    expect(labelOf({ ...note, ...reason, meta: security(ours('PHY')) }).categories).toEqual(['PHY', 'MHC']);
  });

  it('carries marks and flags', () => {
    const marks = ['LINKED_TO_NEED', 'MANDATORY', 'SAFETY_CRITICAL'].map(
      (code) => [fhirSystems.segmentMark, code] as const,
    );
    expect(
      labelOf({
        ...note,
        meta: security(ours('EDU'), ...marks, [fhirSystems.handlingFlag, 'SILENT_WITHHOLD']),
      }),
    ).toMatchObject({
      linkedToNeed: true,
      mandatory: true,
      safetyCritical: true,
      flags: ['SILENT_WITHHOLD'],
    });
  });

  it('is raised by its confidentiality code and never lowered', () => {
    const at = (code: string, category = 'EDU'): unknown =>
      labelOf({ ...note, meta: security(ours(category), [fhirSystems.confidentiality, code]) }).level;
    expect(['U', 'L', 'M', 'N', 'R', 'V'].map((code) => at(code))).toEqual(['N', 'N', 'N', 'N', 'R', 'V']);
    expect(at('N', 'CPR')).toBe('R');
  });

  it('keeps from the family what HL7 says the family must not see', () => {
    for (const code of ['NOPAT', 'ADOL'])
      expect(labelOf({ ...note, meta: security(ours('EDU'), act(code)) }).flags).toEqual([
        'CHILD_CONFIDENCE',
      ]);
    for (const code of ['CPLYCD', 'MINEC', 'AUDIT', 'AOD', 'NORDSCLCD', 'NOAUTH', 'NOORGPOL'])
      expect(labelOf({ ...note, meta: security(ours('EDU'), act(code)) })).toMatchObject({
        labelled: true,
        flags: [],
      });
  });

  it('has every category that an HL7 sensitivity can mean, unless its author said which', () => {
    expect(labelOf({ ...note, meta: security(ours('EDU'), act('MH')) }).categories).toEqual([
      'EDU',
      'MHC',
      'SFH',
      'PMH',
    ]);
    expect(labelOf({ ...note, meta: security(ours('SFH'), act('MH')) }).categories).toEqual(['SFH']);
    expect(labelOf({ ...note, meta: security(ours('EDU'), act('NORDSCLW')) }).categories).toEqual([
      'EDU',
      'LEG',
    ]);
  });

  const unknown: readonly (readonly [claim: string, meta: JsonObject])[] = [
    ['an HL7 sensitivity that is not mapped (X8)', security(ours('EDU'), act('TBOO'))],
    ['a category of ours that does not exist', security(ours('EDU'), ours('XXX'))],
    ['a category from the prototype', security(ours('EDU'), ours('constructor'))],
    ['a confidentiality that does not exist', security(ours('EDU'), [fhirSystems.confidentiality, 'X'])],
    ['a flag that does not exist', security(ours('EDU'), [fhirSystems.handlingFlag, 'LOUD'])],
    [
      'an embargo, whose date a label cannot carry',
      security(ours('EDU'), [fhirSystems.handlingFlag, 'EMBARGO_UNTIL']),
    ],
    ['a mark that does not exist', security(ours('EDU'), [fhirSystems.segmentMark, 'LOUD'])],
    ['an observation value that does not exist', security(ours('EDU'), [fhirSystems.observationValue, 'X'])],
    ['another code system', security(ours('EDU'), ['https://other.example/labels', 'EDU'])],
    [
      'a label without a system',
      { security: [{ code: 'EDU' }, { system: fhirSystems.infoCategory, code: 'EDU' }] },
    ],
    [
      'a label without a code',
      { security: [{ system: fhirSystems.infoCategory }, { system: fhirSystems.infoCategory, code: 'EDU' }] },
    ],
    ['a label that is no object', { security: ['EDU', { system: fhirSystems.infoCategory, code: 'EDU' }] }],
    ['labels that are no list', { security: { system: fhirSystems.infoCategory, code: 'EDU' } }],
    ['an extension of a label', { ...security(ours('EDU')), _security: [{ extension: [] }] }],
  ];
  for (const [claim, meta] of unknown) {
    it(`is not labelled when it carries ${claim}`, () => {
      expect(labelOf({ ...note, meta })).toMatchObject({ labelled: false, level: 'V' });
    });
  }

  it('is not labelled when its meta is a list', () => {
    expect(labelOf({ ...note, meta: [security(ours('EDU'))] }).labelled).toBe(false);
  });

  it('takes no label from others’ code systems that merely look like ours', () => {
    const meta = security(['https://evil.example/CodeSystem/info-category', 'EDU']);
    expect(labelOf({ ...note, meta }).labelled).toBe(false);
  });

  it('accepts that it was already marked as incomplete', () => {
    for (const code of ['REDACTED', 'MASKED', 'SUBSETTED'])
      expect(
        labelOf({ ...note, meta: security(ours('EDU'), [fhirSystems.observationValue, code]) }).labelled,
      ).toBe(true);
  });
});

describe('a resource that nobody labelled', () => {
  it('is labelled when its type and codes say all that is in it', () => {
    expect(labelOf(condition('84757009'))).toMatchObject({ labelled: true, categories: ['PHY'], level: 'N' });
    expect(labelOf(condition('35489007'))).toMatchObject({ labelled: true, categories: ['MHC'], level: 'R' });
    expect(
      labelOf({
        ...condition('84757009'),
        code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code: 'F84.0' }] },
      }).categories,
    ).toEqual(['DEV']);
  });

  const known: readonly (readonly [claim: string, resource: JsonObject, categories: readonly string[]])[] = [
    [
      'a bare patient',
      { resourceType: 'Patient', id: 'amara', name: [{ family: 'Osei', given: ['Amara Grace'] }] },
      ['DEM'],
    ],
    [
      'a patient with address, language and family',
      { resourceType: 'Patient', id: 'amara', address: [], communication: [], contact: [] },
      ['DEM', 'CON', 'HHD', 'CMN'],
    ],
    ['a practitioner', { resourceType: 'Practitioner', id: 'x', name: [{ family: 'Lin' }] }, ['CON']],
    [
      'a related person',
      { resourceType: 'RelatedPerson', id: 'grace', patient: { reference: 'Patient/amara' } },
      ['HHD'],
    ],
    [
      'an immunisation',
      {
        resourceType: 'Immunization',
        vaccineCode: { coding: [{ code: '01' }] },
        patient: { reference: 'Patient/amara' },
      },
      ['UHP'],
    ],
    [
      'an allergy',
      {
        resourceType: 'AllergyIntolerance',
        code: { coding: [{ code: '1' }] },
        patient: { reference: 'Patient/amara' },
      },
      ['PHY'],
    ],
    [
      'an inhaler',
      {
        resourceType: 'MedicationRequest',
        medicationCodeableConcept: { coding: [{ system: 'http://www.whocc.no/atc', code: 'R03AC02' }] },
        subject: { reference: 'Patient/amara' },
      },
      ['PHY'],
    ],
    [
      'a contraceptive',
      {
        resourceType: 'MedicationStatement',
        medicationCodeableConcept: { coding: [{ system: 'http://www.whocc.no/atc', code: 'G03AC08' }] },
        subject: { reference: 'Patient/amara' },
      },
      ['SHR'],
    ],
    [
      'a blood pressure with its components',
      {
        resourceType: 'Observation',
        code: { coding: [{ system: 'http://loinc.org', code: '85354-9' }] },
        component: [{ code: { coding: [{ system: 'http://loinc.org', code: '8480-6' }] } }],
      },
      ['PHY'],
    ],
  ];
  for (const [claim, resource, categories] of known) {
    it(`is labelled by its type or code: ${claim}`, () => {
      const label = labelOf(resource);
      expect(label.labelled).toBe(true);
      expect(label.categories).toEqual(expect.arrayContaining([...categories]));
    });
  }

  const coding = { coding: [{ system: snomed, code: '84757009' }] };
  const unlabelled: readonly (readonly [claim: string, resource: JsonObject])[] = [
    ['its type is not known', note],
    ['its type is a word of the prototype', { resourceType: 'Constructor', id: 'x' }],
    ['its code is not mapped', condition('1')],
    [
      'one of several codes is not mapped',
      condition('x', { code: { coding: [...coding.coding, { system: snomed, code: '1' }] } }),
    ],
    ['it has no code', condition('x', { code: {} })],
    ['its code is only words', condition('x', { code: { text: 'Epilepsy' } })],
    ['there are words beside the code', condition('x', { code: { ...coding, text: 'and something else' } })],
    ['it has a note', condition('84757009', { note: [{ text: 'x' }] })],
    ['it has a member that is not plain', condition('84757009', { evidence: [] })],
    ['it has an extension', condition('84757009', { extension: [{ url: 'https://x.example' }] })],
    ['it has an extension deep inside', condition('84757009', { severity: { extension: [] } })],
    ['it has the twin of a member', condition('84757009', { _recordedDate: { extension: [] } })],
    ['it has the twin of a member deep inside', condition('84757009', { severity: { _text: {} } })],
    ['it has rules of its own', condition('84757009', { implicitRules: 'https://x.example' })],
    [
      'its narrative says more than its members',
      condition('84757009', { text: { status: 'additional', div: 'x' } }),
    ],
    [
      'its narrative promises to say nothing more, which nobody can check',
      condition('84757009', { text: { status: 'generated', div: '<div>x</div>' } }),
    ],
    [
      'its narrative is a list',
      condition('84757009', { text: [{ status: 'generated' }, { status: 'additional', div: 'x' }] }),
    ],
    [
      'a code has words beside it',
      condition('x', {
        code: { coding: [{ ...coding.coding[0], display: 'Epilepsy, and her mother drinks' }] },
      }),
    ],
    ['its language is a sentence', condition('84757009', { language: 'her mother drinks' })],
    ['its id is a sentence', condition('84757009', { id: 'her mother drinks' })],
    ['a date is a sentence', condition('84757009', { recordedDate: 'when her mother drank' })],
    ['what it contains is no resource', condition('84757009', { contained: [{ note: 'x' }] })],
    ['what it contains is no list', condition('84757009', { contained: { resourceType: 'Patient' } })],
    ['its tag has words', condition('84757009', { meta: { tag: [{ code: 'y', display: 'x' }] } })],
    ['its meta has an extension', condition('84757009', { meta: { extension: [{ url: 'x' }] } })],
    ['its meta says where it comes from', condition('84757009', { meta: { source: 'her-mother' } })],
    ['a name is a text', { resourceType: 'Patient', id: 'amara', name: [{ text: 'Amara, who was hit' }] }],
    [
      'whoever gave the number has words',
      {
        resourceType: 'Patient',
        identifier: [{ value: '9990001030', assigner: { display: 'The HIV clinic' } }],
      },
    ],
    [
      'a contact has words',
      {
        resourceType: 'Patient',
        contact: [{ relationship: [{ coding: [{ code: 'MTH', display: 'drinks' }] }] }],
      },
    ],
    [
      'a telephone number has words',
      { resourceType: 'Patient', telecom: [{ system: 'phone', value: 'ask at the refuge' }] },
    ],
    ['its narrative does not say what it is', condition('84757009', { text: { div: 'x' } })],
    [
      'a component has no mapped code',
      {
        resourceType: 'Observation',
        code: { coding: [{ system: 'http://loinc.org', code: '85354-9' }] },
        component: [{ code: { coding: [{ system: 'http://loinc.org', code: '1-1' }] } }],
      },
    ],
    [
      'its value is free text',
      {
        resourceType: 'Observation',
        code: { coding: [{ system: 'http://loinc.org', code: '8302-2' }] },
        valueString: 'x',
      },
    ],
    ['it carries a photograph', { resourceType: 'Patient', id: 'amara', photo: [{ data: 'AAAA' }] }],
    ['it is a file', { resourceType: 'Binary', id: 'x', contentType: 'text/plain', data: 'AAAA' }],
    ['an HL7 sensitivity is all that was said', { ...note, meta: security(act('MH')) }],
    [
      'it is a family history, which has the adults’ own category all the same',
      { resourceType: 'FamilyMemberHistory', patient: { reference: 'Patient/amara' } },
    ],
  ];
  for (const [claim, resource] of unlabelled) {
    it(`is not labelled when ${claim}`, () => {
      expect(labelOf(resource)).toMatchObject({ labelled: false, level: 'V' });
    });
  }

  it('has the ethnicity that UK Core carries in an extension', () => {
    const url = 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory';
    const patient = {
      resourceType: 'Patient',
      id: 'amara',
      extension: [{ url }],
      meta: security(ours('DEM')),
    };
    expect(labelOf(patient).categories).toEqual(['DEM', 'EQU']);
  });
});

describe('what is inside a resource', () => {
  it('is a part of its own, at least as secret as what it stands in', () => {
    const inside = condition('84757009', { contained: [{ ...condition('86406008'), id: 'inner' }] });
    expect(partsOf(inside)).toMatchObject([
      { segmentId: 'resource.sole', labelled: true, categories: ['PHY'], level: 'N' },
      {
        segmentId: 'resource.sole.contained.0',
        pointer: '/resource/contained/0',
        labelled: true,
        categories: ['SHR', 'PHY'],
        level: 'V',
      },
    ]);
  });

  it('adds its categories to the container that refers to it', () => {
    const inside = condition('84757009', {
      meta: security(ours('PHY')),
      contained: [{ ...condition('86406008'), id: 'inner' }],
      evidence: [{ detail: [{ reference: '#inner' }] }],
    });
    expect(labelOf(inside)).toMatchObject({ labelled: true, categories: ['PHY', 'SHR'], level: 'V' });
  });

  it('is unlabelled when nobody can say what it is, and so is what refers to it', () => {
    const held = (more: JsonObject): readonly boolean[] =>
      partsOf(condition('84757009', { contained: [note], ...more })).map(({ labelled }) => labelled);
    expect(held({})).toEqual([true, false]);
    expect(held({ evidence: [{ detail: [{ reference: '#note' }] }] })).toEqual([false, false]);
    expect(held({ meta: security(ours('PHY')) })).toEqual([true, true]);
  });

  it('is unlabelled when it carries a label that is not known, whatever the container says', () => {
    const contained = [{ ...note, meta: security(act('TBOO')) }];
    const parts = partsOf(condition('84757009', { contained, meta: security(ours('PHY')) }));
    expect(parts.map(({ labelled }) => labelled)).toEqual([true, false]);
  });

  it('counts in bundles inside bundles and in parameters', () => {
    const inner = { resourceType: 'Bundle', entry: [{ resource: condition('86406008') }] };
    expect(labelsOf(inner)[0]).toMatchObject({ categories: ['SHR'], labelled: false });
    const parameters = {
      resourceType: 'Parameters',
      parameter: [{ resource: condition('86406008') }],
      meta: security(ours('PHY')),
    };
    expect(labelOf(parameters).categories).toEqual(['PHY', 'SHR']);
  });

  it('cannot hide another child', () => {
    const stranger = {
      resourceType: 'Patient',
      id: 'inner',
      identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990001065' }],
    };
    expect(partsOf(condition('84757009', { contained: [stranger] }))[1]?.labelled).toBe(false);
    const about = { contained: [stranger], subject: { reference: '#inner' } };
    expect(labelOf(condition('84757009', about)).labelled).toBe(false);
    const herself = {
      ...stranger,
      identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '999 000 1030' }],
    };
    expect(
      labelOf(condition('84757009', { contained: [herself], subject: { reference: '#inner' } })),
    ).toMatchObject({ labelled: true, aboutRefs: ['subject'] });
  });
});

describe('whom a resource is about', () => {
  it('is the data subject where it refers to nobody', () => {
    const { resourceType, code } = condition('84757009');
    expect(labelOf({ resourceType, code } as JsonObject)).toMatchObject({
      labelled: true,
      aboutRefs: ['subject'],
    });
  });

  const references: readonly (readonly [
    claim: string,
    reference: JsonObject,
    about: readonly string[] | undefined,
  ])[] = [
    ['the reference that the author declared', { reference: 'Patient/amara' }, ['subject']],
    [
      'the same on a server, in a version',
      { reference: 'https://trust.example/fhir/Patient/amara/_history/2' },
      ['subject'],
    ],
    [
      'the NHS number',
      { type: 'Patient', identifier: { system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990001030' } },
      ['subject'],
    ],
    ['a related person', { reference: 'RelatedPerson/grace' }, [amaraRefs.grace]],
    ['another patient', { reference: 'Patient/nia' }, undefined],
    [
      'another number',
      { type: 'Patient', identifier: { system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990001065' } },
      undefined,
    ],
    ['a patient by name only', { type: 'Patient', reference: 'https://elsewhere.example/x' }, undefined],
    ['a group', { reference: 'Group/class-two' }, undefined],
    [
      'a reference that leads nowhere',
      { reference: 'urn:uuid:04121321-4af5-424c-a0e1-ed3aab1c349d' },
      undefined,
    ],
    ['a device', { reference: 'Device/pump' }, ['subject']],
  ];
  for (const [claim, subject, about] of references) {
    it(`${about === undefined ? 'is not known from' : 'is known from'} ${claim}`, () => {
      const label = labelOf(condition('84757009', { subject }));
      expect(label.labelled).toBe(about !== undefined);
      expect(label.aboutRefs).toEqual(about ?? []);
    });
  }

  it('is everybody it refers to', () => {
    const both = condition('84757009', { asserter: { reference: 'RelatedPerson/grace' } });
    expect(labelOf(both).aboutRefs).toEqual(['subject', amaraRefs.grace]);
  });

  it('makes what is an illness of the child an illness of a parent where it is about a parent', () => {
    expect(
      labelOf(condition('35489007', { subject: { reference: 'RelatedPerson/grace' } })).categories,
    ).toEqual(['MHC', 'PMH']);
    expect(
      labelOf(condition('84757009', { subject: { reference: 'RelatedPerson/grace' } })).categories,
    ).toEqual(['PHY', 'PPH']);
    expect(labelOf(condition('35489007')).categories).toEqual(['MHC']);
  });

  it('is found through a patient of the bundle who has the same number', () => {
    const patient = {
      resourceType: 'Patient',
      id: 'p9',
      identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990001030' }],
    };
    const [first, second] = labelsOf(
      patient,
      condition('84757009', { subject: { reference: 'Patient/p9' } }),
    );
    expect(first).toMatchObject({ labelled: true, aboutRefs: ['subject'] });
    expect(second).toMatchObject({ labelled: true, aboutRefs: ['subject'] });
    const [other, about] = labelsOf(
      { ...patient, identifier: [] },
      condition('84757009', { subject: { reference: 'Patient/p9' } }),
    );
    expect(other?.labelled).toBe(false);
    expect(about?.labelled).toBe(false);
  });

  it('is nobody when one resource carries the numbers of two people', () => {
    const { relatedPersons, subject } = buildFhirBundle();
    const twoNumbers = {
      resourceType: 'Patient',
      identifier: [
        { system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990001030' },
        { system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990001022' },
      ],
    };
    const [grace] = relatedPersons ?? [];
    if (grace === undefined) throw new Error('the example has a mother');
    const label = labelOf(twoNumbers, {
      subject,
      relatedPersons: [{ ...grace, identifiers: [{ system: 'nhs-number', value: '9990001022' }] }],
    });
    expect(label.labelled).toBe(false);
  });
});

describe('a resource that refers to another of its bundle', () => {
  const secret = condition('86406008', {
    meta: security(ours('SHR'), [fhirSystems.handlingFlag, 'SILENT_WITHHOLD']),
  });
  const refersTo = (id: string, more: JsonObject = {}): JsonObject =>
    condition('84757009', {
      meta: security(ours('PHY')),
      evidence: [{ detail: [{ reference: id }] }],
      ...more,
    });

  it('inherits its labels, through any number of steps', () => {
    const far = {
      ...note,
      id: 'far',
      meta: security(ours('EDU')),
      about: [{ reference: 'Condition/c-84757009' }],
    };
    const [label, near, distant] = labelsOf(secret, refersTo('Condition/c-86406008'), far);
    // What is evidence of a condition is never less secret than the condition.
    expect(label).toMatchObject({
      categories: ['SHR', 'PHY'],
      segmentId: 'entry.0',
      pointer: '/resource/entry/0/resource',
    });
    expect(near).toMatchObject({ categories: ['PHY', 'SHR'], level: 'V', flags: ['SILENT_WITHHOLD'] });
    expect(distant).toMatchObject({ categories: ['EDU', 'PHY', 'SHR'], level: 'V' });
  });

  it('in a circle, too', () => {
    const a = refersTo('Communication/note');
    const b = { ...note, meta: security(ours('EDU')), about: [{ reference: 'Condition/c-84757009' }] };
    expect(labelsOf(a, b).map(({ categories }) => categories)).toEqual([
      ['PHY', 'EDU'],
      ['EDU', 'PHY'],
    ]);
  });

  it('inherits that nobody labelled it', () => {
    expect(labelsOf(note, refersTo('Communication/note'))[1]?.labelled).toBe(false);
    expect(labelsOf(note, refersTo('Communication/other'))[1]?.labelled).toBe(true);
  });

  it('inherits through a link in its narrative, an attachment and a canonical address', () => {
    const ways: readonly JsonObject[] = [
      { text: { status: 'generated', div: '<a href="https://x.example/Condition/c-86406008">x</a>' } },
      { text: { status: 'generated', div: 'See Condition/c-86406008.' } },
      { payload: [{ contentAttachment: { url: 'Condition/c-86406008' } }] },
      { instantiatesCanonical: ['https://x.example/fhir/Condition/c-86406008/_history/1'] },
    ];
    for (const way of ways)
      expect(labelsOf(secret, { ...note, ...way, meta: security(ours('EDU')) })[1]?.categories).toEqual([
        'EDU',
        'SHR',
      ]);
  });

  it('inherits nothing from the people, organisations and places that it names', () => {
    const practitioner = { resourceType: 'Practitioner', id: 'lin' };
    expect(labelsOf(practitioner, refersTo('Practitioner/lin'))[1]?.categories).toEqual(['PHY']);
  });

  it('has the labels that stand on the bundle', () => {
    const bundle = (meta: JsonObject): readonly LabelledSegment[] =>
      labelMessage(
        asFhirMessage({ resourceType: 'Bundle', meta, entry: [{ resource: condition('84757009') }] }),
      ).filter(({ part }) => part === 'RESOURCE');
    expect(bundle(security(act('SEX')))[0]?.categories).toEqual(['PHY', 'SHR']);
    expect(bundle(security(act('NOPAT')))[0]?.flags).toEqual(['CHILD_CONFIDENCE']);
    expect(bundle(security(act('TBOO')))[0]?.labelled).toBe(false);
    expect(bundle(security([fhirSystems.confidentiality, 'V']))[0]).toMatchObject({
      labelled: true,
      level: 'N',
    });
  });
});

describe("Amara's summary", () => {
  it('is labelled as the scenario says (AC3)', () => {
    const labels = labelMessage(buildFhirBundle()).filter(({ part }) => part === 'RESOURCE');
    expect(labels.map(({ labelled, categories, aboutRefs }) => [labelled, categories, aboutRefs])).toEqual([
      [true, ['DEM'], ['subject']],
      [true, ['DEV'], ['subject']],
      [true, ['PHY'], ['subject']],
      [true, ['SHR'], ['subject']],
      [true, ['PMH', 'MHC'], [amaraRefs.grace]],
      [false, [], ['subject']],
    ]);
  });

  it('has no part for an entry that is no resource', () => {
    const bundle = { resourceType: 'Bundle', entry: [{}, { resource: 1 }, 7, { resource: note }] };
    expect(
      labelMessage(asFhirMessage(bundle))
        .filter(({ part }) => part === 'RESOURCE')
        .map(({ segmentId }) => segmentId),
    ).toEqual(['entry.3']);
    expect(
      labelMessage(asFhirMessage({ resourceType: 'Bundle' })).filter(({ part }) => part === 'RESOURCE'),
    ).toEqual([]);
  });
});

(haveFhirExamples ? describe : describe.skip)("HL7's R4 examples (../shared/data/fhir-r4-examples)", () => {
  it('are all labelled or held, and nothing about a stranger is labelled', () => {
    let held = 0;
    for (const name of listFhirExamples()) {
      for (const label of labelMessage(readFhirExample(name)).filter(({ part }) => part === 'RESOURCE')) {
        if (!label.labelled) {
          held += 1;
          expect(label.level).toBe('V');
          continue;
        }
        expect(label.categories.length).toBeGreaterThan(0);
        // None of their patients is Amara: only what names no person at all can be labelled.
        expect(label.aboutRefs).toEqual(['subject']);
      }
    }
    expect(held).toBeGreaterThan(350);
  });
});
