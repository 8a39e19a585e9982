import type { JsonObject } from '../../src/platform/index.ts';
import { fhirSystems } from '../../src/records/index.ts';

/** A place in a FHIR record where a word can hide that its reader must not see. */
export interface HidingPlace {
  readonly name: string;
  /** The record with the text in that place. */
  readonly build: (text: string) => JsonObject;
}

const snomed = 'http://snomed.info/sct';
const subject = { reference: 'Patient/amara' };
const ours = (...codes: readonly string[]): JsonObject => ({
  security: codes.map((code) => ({ system: fhirSystems.infoCategory, code })),
});
const concept = (code: string): JsonObject => ({ coding: [{ system: snomed, code }] });
const inline = (code: string): JsonObject => ({
  url: fhirSystems.inlineLabel,
  valueCoding: { system: fhirSystems.infoCategory, code },
});
const saying = (text: string): JsonObject => ({ url: 'https://x.example/note', valueString: text });
const div = (text: string): JsonObject => ({
  status: 'additional',
  div: `<div xmlns="http://www.w3.org/1999/xhtml">${text}</div>`,
});

/** A condition that its code says all about, and that may go. */
const asthma: JsonObject = { resourceType: 'Condition', id: 'asthma', code: concept('195967001'), subject };
/** The same with its author's label, which speaks for all that is in it. */
const labelled: JsonObject = { ...asthma, meta: ours('PHY') };
/** A condition that may not go. */
const secret: JsonObject = {
  resourceType: 'Condition',
  id: 'secret',
  meta: ours('SHR'),
  code: concept('86406008'),
  subject,
};
const patient: JsonObject = { resourceType: 'Patient', id: 'amara', gender: 'female' };

function bundle(...resources: readonly JsonObject[]): JsonObject {
  return { resourceType: 'Bundle', type: 'collection', entry: resources.map((resource) => ({ resource })) };
}

/** A place in something that may not go, beside something that may. */
const inSecret = (name: string, more: (text: string) => JsonObject): HidingPlace => ({
  name: `withheld condition: ${name}`,
  build: (text) => bundle(asthma, { ...secret, ...more(text) }),
});
/** A place in something that nobody labelled and whose type and codes say all that may be in it. */
const unlabelled = (name: string, base: JsonObject, more: (text: string) => JsonObject): HidingPlace => ({
  name: `unlabelled ${typeof base['resourceType'] === 'string' ? base['resourceType'] : ''}: ${name}`,
  build: (text) => bundle({ ...base, ...more(text) }),
});
/** A part that is withheld inside something that goes. */
const inside = (name: string, resource: (text: string) => JsonObject): HidingPlace => ({
  name: `inside what goes: ${name}`,
  build: (text) => bundle(resource(text)),
});
/** What refers to something withheld. */
const referring = (
  name: string,
  resource: (text: string) => JsonObject,
  target: JsonObject = secret,
): HidingPlace => ({
  name: `beside a reference: ${name}`,
  build: (text) => bundle(resource(text), target),
});
/** What stands around resources and is nobody's. */
const around = (name: string, frame: (text: string) => JsonObject): HidingPlace => ({
  name: `around resources: ${name}`,
  build: (text) => ({ ...bundle(asthma), ...frame(text) }),
});
const atEntry = (name: string, more: (text: string) => JsonObject): HidingPlace => ({
  name: `beside a resource: ${name}`,
  build: (text) => ({
    resourceType: 'Bundle',
    type: 'searchset',
    entry: [{ resource: asthma, ...more(text) }],
  }),
});
const odd = (name: string, more: (text: string) => JsonObject): HidingPlace => ({
  name: `under a name that R4 does not have: ${name}`,
  build: (text) => bundle({ ...labelled, ...more(text) }),
});

const composition = (section: JsonObject, more: JsonObject = {}): JsonObject => ({
  resourceType: 'Composition',
  id: 'letter',
  meta: ours('SEN'),
  status: 'final',
  type: concept('371531000'),
  subject,
  date: '2027-04-28',
  author: [{ reference: 'Practitioner/lin' }],
  title: 'Letter',
  section: [{ title: 'School', text: div('x') }, section],
  ...more,
});
const pregnancies: JsonObject = { code: { coding: [{ system: 'http://loinc.org', code: '10162-6' }] } };
const person = (name: JsonObject): JsonObject => ({ ...patient, meta: ours('DEM'), name: [name] });
const list = (more: JsonObject): JsonObject => ({
  resourceType: 'List',
  id: 'list',
  meta: ours('PHY'),
  status: 'current',
  mode: 'working',
  subject,
  ...more,
});
const document = (more: JsonObject): JsonObject => ({
  resourceType: 'DocumentReference',
  id: 'document',
  meta: ours('SHR'),
  status: 'current',
  subject,
  content: [{ attachment: { url: 'Binary/file' } }],
  ...more,
});
const height: JsonObject = {
  resourceType: 'Observation',
  id: 'height',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '8302-2' }] },
  subject,
};

/** The places, beside those in files. Each with a few of the ways to write a word gives the corpus. */
export const hidingPlaces: readonly HidingPlace[] = [
  inSecret('words of its code', (text) => ({ code: { ...concept('86406008'), text } })),
  inSecret('display of its code', (text) => ({
    code: { coding: [{ system: snomed, code: '86406008', display: text }] },
  })),
  inSecret('halves in two notes', (text) => ({
    note: [{ text: text.slice(0, text.length / 2) }, { text: text.slice(text.length / 2) }],
  })),
  inSecret('halves in a text and its twin', (text) => ({
    onsetString: text.slice(0, text.length / 2),
    _onsetString: { extension: [saying(text.slice(text.length / 2))] },
  })),
  inSecret('note', (text) => ({ note: [{ text }] })),
  inSecret('narrative', (text) => ({ text: div(text) })),
  inSecret('attribute of its narrative', (text) => ({ text: div(`<p title="${text}">x</p>`) })),
  inSecret('address of a link', (text) => ({ text: div(`<a href="https://x.example/${text}">x</a>`) })),
  inSecret('address of a picture', (text) => ({ text: div(`<img src="${text}" alt="x"/>`) })),
  inSecret('words beside a picture', (text) => ({ text: div(`<img src="#x" alt="${text}"/>`) })),
  inSecret('style of its narrative', (text) => ({ text: div(`<p style="content:'${text}'">x</p>`) })),
  inSecret('extension', (text) => ({ extension: [saying(text)] })),
  inSecret('extension in an extension', (text) => ({
    extension: [{ url: 'https://x.example', extension: [saying(text)] }],
  })),
  inSecret('address of an extension', (text) => ({ extension: [{ url: text, valueBoolean: true }] })),
  inSecret('modifier', (text) => ({ modifierExtension: [saying(text)] })),
  inSecret('twin of a date', (text) => ({ _recordedDate: { extension: [saying(text)] } })),
  inSecret('identifier of a twin', (text) => ({ _recordedDate: { id: text } })),
  inSecret('contained resource', (text) => ({
    contained: [{ ...asthma, id: 'c', note: [{ text }] }],
    evidence: [{ detail: [{ reference: '#c' }] }],
  })),
  inSecret('identifier', (text) => ({ identifier: [{ system: 'https://x.example', value: text }] })),
  inSecret('who gave the identifier', (text) => ({
    identifier: [{ value: '1', assigner: { display: text } }],
  })),
  inSecret('when it began', (text) => ({ onsetString: text })),
  inSecret('its tag', (text) => ({ meta: { ...ours('SHR'), tag: [{ display: text }] } })),
  inSecret('where it comes from', (text) => ({ meta: { ...ours('SHR'), source: text } })),
  inSecret('words beside its label', (text) => ({
    meta: { security: [{ system: fhirSystems.infoCategory, code: 'SHR', display: text }] },
  })),

  unlabelled('note', asthma, (text) => ({ note: [{ text }] })),
  unlabelled('words of its code', asthma, (text) => ({ code: { ...concept('195967001'), text } })),
  unlabelled('display of its code', asthma, (text) => ({
    code: { coding: [{ system: snomed, code: '195967001', display: text }] },
  })),
  unlabelled('generated narrative', asthma, (text) => ({ text: { ...div(text), status: 'generated' } })),
  unlabelled('extension', asthma, (text) => ({ extension: [saying(text)] })),
  unlabelled('extension of a code', asthma, (text) => ({ severity: { extension: [saying(text)] } })),
  unlabelled('twin', asthma, (text) => ({ _recordedDate: { extension: [saying(text)] } })),
  unlabelled('rules of its own', asthma, (text) => ({ implicitRules: `https://x.example/${text}` })),
  unlabelled('its tag', asthma, (text) => ({ meta: { tag: [{ code: 'x', display: text }] } })),
  unlabelled('extension of its meta', asthma, (text) => ({ meta: { extension: [saying(text)] } })),
  unlabelled('a stage in words', asthma, (text) => ({ stage: [{ summary: { text } }] })),
  unlabelled('value in words', height, (text) => ({ valueString: text })),
  unlabelled('unit of its value', height, (text) => ({ valueQuantity: { value: 1, unit: `${text} or so` } })),
  unlabelled('code that is not mapped', height, (text) => ({
    bodySite: { coding: [{ system: 'https://x.example', code: text, display: text }] },
  })),
  unlabelled('component', height, (text) => ({ component: [{ code: { text }, valueString: 'x' }] })),
  unlabelled('reference range', height, (text) => ({ referenceRange: [{ text }] })),
  unlabelled('display of the performer', height, (text) => ({
    performer: [{ reference: 'Practitioner/lin', display: text }],
  })),
  unlabelled('name as a text', patient, (text) => ({ name: [{ text }] })),
  unlabelled('photograph', patient, (text) => ({
    photo: [{ contentType: 'text/plain', data: Buffer.from(text).toString('base64') }],
  })),
  unlabelled('who gave the number', patient, (text) => ({
    identifier: [{ value: '9990001030', assigner: { display: text } }],
  })),
  unlabelled('telephone number', patient, (text) => ({
    telecom: [{ system: 'phone', value: `ask the ${text}` }],
  })),
  unlabelled('address as a text', patient, (text) => ({ address: [{ text }] })),
  unlabelled('relation of a contact', patient, (text) => ({ contact: [{ relationship: [{ text }] }] })),
  unlabelled('payload', { resourceType: 'Communication', id: 'n', status: 'completed', subject }, (text) => ({
    payload: [{ contentString: text }],
  })),
  unlabelled('file', { resourceType: 'Binary', id: 'b', contentType: 'text/plain' }, (text) => ({
    data: Buffer.from(text).toString('base64'),
  })),
  unlabelled(
    'answer',
    { resourceType: 'QuestionnaireResponse', id: 'q', status: 'completed', subject },
    (text) => ({ item: [{ linkId: '1', answer: [{ valueString: text }] }] }),
  ),
  unlabelled('parameter', { resourceType: 'Parameters', id: 'p' }, (text) => ({
    parameter: [{ name: text, valueString: text }],
  })),

  unlabelled('code of a part of the body', asthma, (text) => ({
    bodySite: [{ coding: [{ system: 'https://x.example', code: text }] }],
  })),
  unlabelled('code without a system', asthma, (text) => ({ severity: { coding: [{ code: text }] } })),
  unlabelled('kind of examination', height, (text) => ({
    category: [{ coding: [{ system: 'https://x.example', code: text }] }],
  })),
  unlabelled('code of HL7 that it does not have', height, (text) => ({
    category: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: text }] },
    ],
  })),
  unlabelled('release of a code system', asthma, (text) => ({
    code: { coding: [{ system: snomed, code: '195967001', version: text }] },
  })),
  unlabelled('unit', height, (text) => ({ valueQuantity: { value: 1, unit: text } })),
  unlabelled('code of its unit', height, (text) => ({
    valueQuantity: { value: 1, system: 'http://unitsofmeasure.org', code: text },
  })),
  unlabelled('unit of an age', asthma, (text) => ({ onsetAge: { value: 1, unit: text } })),
  unlabelled('day that is none', asthma, (text) => ({ recordedDate: text })),
  unlabelled('instant that is none', asthma, (text) => ({ meta: { lastUpdated: text } })),
  unlabelled('code of its tag', asthma, (text) => ({ meta: { tag: [{ code: text }] } })),
  unlabelled('use of its identifier', asthma, (text) => ({ identifier: [{ use: text, value: '1' }] })),
  unlabelled('status that R4 does not have', height, (text) => ({ status: text })),
  unlabelled('gender that R4 does not have', patient, (text) => ({ gender: text })),
  unlabelled('id of an element', asthma, (text) => ({ code: { id: text, ...concept('195967001') } })),
  unlabelled(
    'code of a vaccine that is no number',
    {
      resourceType: 'Immunization',
      id: 'i',
      status: 'completed',
      patient: subject,
      occurrenceDateTime: '2027-04-28',
    },
    (text) => ({ vaccineCode: { coding: [{ system: snomed, code: text }] } }),
  ),

  inside('contained condition with a code that tells', (text) => ({
    ...labelled,
    contained: [{ ...secret, meta: {}, id: 'c', note: [{ text }] }],
  })),
  inside('contained condition that is referred to', (text) => ({
    ...labelled,
    contained: [{ ...secret, meta: {}, id: 'c', note: [{ text }] }],
    evidence: [{ detail: [{ reference: '#c' }] }],
  })),
  inside('contained resource that nobody labelled', (text) => ({
    ...asthma,
    contained: [{ resourceType: 'Basic', id: 'c', extension: [saying(text)] }],
  })),
  inside('contained practitioner that is withheld with its label', (text) => ({
    ...height,
    meta: ours('PHY'),
    contained: [{ resourceType: 'Practitioner', id: 'c', meta: ours('SHR'), name: [{ text }] }],
    performer: [{ reference: '#c', display: text }],
  })),
  inside('narrative beside a withheld contained one', (text) => ({
    ...height,
    meta: ours('PHY'),
    text: div(text),
    contained: [{ resourceType: 'Practitioner', id: 'c', meta: ours('SHR') }],
    performer: [{ reference: '#c' }],
  })),
  inside('section under a heading that tells', (text) =>
    composition({ ...pregnancies, title: text, text: div('x') }),
  ),
  inside('narrative of such a section', (text) => composition({ ...pregnancies, text: div(text) })),
  inside('section in such a section', (text) =>
    composition({ ...pregnancies, section: [{ title: text, text: div(text) }] }),
  ),
  inside('section with an inline label', (text) =>
    composition({ extension: [inline('SHR')], title: text, text: div(text) }),
  ),
  inside('why such a section is empty', (text) => composition({ ...pregnancies, emptyReason: { text } })),
  inside('narrative of the letter around such a section', (text) =>
    composition({ ...pregnancies, text: div('x') }, { text: div(text) }),
  ),
  inside('family name under a label', (text) =>
    person({ _family: { extension: [inline('SHR')] }, family: text, given: ['Amara'] }),
  ),
  inside('the whole name as a text beside it', (text) =>
    person({ _family: { extension: [inline('SHR')] }, family: 'x', text, given: ['Amara'] }),
  ),
  inside('second of two given names under a label', (text) =>
    person({ given: ['Amara', text], _given: [null, { extension: [inline('SHR')] }] }),
  ),
  inside('only an extension under a label', (text) =>
    person({ _family: { extension: [saying(text), inline('SHR')] }, given: ['Amara'] }),
  ),
  inside('narrative beside a name under a label', (text) => ({
    ...person({ extension: [inline('SHR')], family: 'x' }),
    text: div(text),
  })),
  inside('address line under a label', (text) => ({
    ...patient,
    meta: ours('DEM', 'EDU'),
    address: [{ line: [text, 'y'], _line: [{ extension: [inline('SHR')] }, null], city: 'x' }],
  })),
  inside('code under a label', (text) => ({ ...labelled, severity: { text, extension: [inline('SHR')] } })),
  inside('coding under a label beside another', (text) => ({
    ...labelled,
    severity: {
      coding: [
        { code: 'x', display: text },
        { code: 'y', extension: [inline('SHR')] },
      ],
    },
  })),
  inside('required code under a label', (text) => ({
    ...height,
    meta: ours('PHY'),
    code: { text, extension: [inline('SHR')] },
  })),
  inside('component under a label', (text) => ({
    ...height,
    meta: ours('PHY'),
    component: [{ code: { text }, extension: [inline('SHR')], valueString: text }],
  })),
  inside('file in the address of an attachment', (text) => ({
    ...document({ meta: ours('EDU') }),
    content: [
      {
        attachment: {
          contentType: 'text/plain',
          url: `data:text/plain,${encodeURIComponent(text)}%2E${text}`,
        },
      },
    ],
  })),
  inside('file in a narrative', (text) => ({
    ...labelled,
    text: div(`<img alt="x" src="data:image/jpeg;base64,${Buffer.from(text).toString('base64')}"/>${text}`),
  })),
  inside('file in an extension', (text) => ({
    ...labelled,
    extension: [
      { url: 'https://x.example', valueBase64Binary: Buffer.from(text).toString('base64') },
      saying(text),
    ],
  })),
  inside('note under a label', (text) => ({ ...labelled, note: [{ text, extension: [inline('SHR')] }] })),
  inside('note whose time is under a label', (text) => ({
    ...labelled,
    note: [{ text, time: '2027', _time: { extension: [inline('SHR')] } }],
  })),
  inside('extension under a label', (text) => ({
    ...labelled,
    extension: [{ url: 'https://x.example', extension: [inline('SHR'), saying(text)] }],
  })),
  inside('note under a label that nobody knows', (text) => ({
    ...labelled,
    note: [{ text, extension: [{ url: fhirSystems.inlineLabel, valueCoding: { code: 'x' } }] }],
  })),
  inside('note under a label without a code', (text) => ({
    ...labelled,
    note: [{ text, extension: [{ url: fhirSystems.inlineLabel }] }],
  })),
  inside('bundle in a bundle', (text) => ({ ...bundle({ ...secret, note: [{ text }] }), meta: ours('PHY') })),
  inside('bundle in a bundle that nobody labelled', (text) => bundle({ ...asthma, note: [{ text }] })),
  inside('bundle in a bundle in a bundle', (text) => ({
    ...bundle(bundle({ ...secret, note: [{ text }] })),
    meta: ours('PHY'),
  })),
  inside('resource in parameters', (text) => ({
    resourceType: 'Parameters',
    meta: ours('PHY'),
    parameter: [{ name: 'x', resource: { ...secret, note: [{ text }] } }],
  })),
  inside('condition whose reason tells', (text) => ({
    resourceType: 'MedicationRequest',
    id: 'm',
    meta: ours('PHY'),
    status: 'active',
    intent: 'order',
    subject,
    medicationCodeableConcept: { text },
    reasonCode: [concept('86406008')],
  })),
  inside('resource about another child', (text) => ({
    ...labelled,
    subject: { reference: 'Patient/nia', display: text },
    note: [{ text }],
  })),
  inside('resource under a label that nobody knows', (text) => ({
    ...labelled,
    meta: {
      security: [...(ours('PHY')['security'] as JsonObject[]), { system: 'https://x.example', code: text }],
    },
    note: [{ text }],
  })),

  referring('display', (text) => ({
    ...labelled,
    evidence: [{ detail: [{ reference: 'Condition/secret', display: text }] }],
  })),
  referring(
    'logical reference',
    (text) => ({
      ...labelled,
      evidence: [{ detail: [{ identifier: { system: 'https://x.example', value: '7' }, display: text }] }],
    }),
    { ...secret, identifier: [{ system: 'https://x.example', value: '7' }] },
  ),
  referring('link in the narrative', (text) => ({
    ...labelled,
    text: div(`<a href="Condition/secret">${text}</a>`),
  })),
  referring('reference in a version', (text) => ({
    ...labelled,
    evidence: [{ detail: [{ reference: 'Condition/secret/_history/2', display: text }] }],
  })),
  referring('whole address', (text) => ({
    ...labelled,
    evidence: [{ detail: [{ reference: 'https://x.example/fhir/Condition/secret', display: text }] }],
  })),
  referring('reference in an extension', (text) => ({
    ...labelled,
    extension: [
      { url: 'https://x.example', valueReference: { reference: 'Condition/secret', display: text } },
    ],
  })),
  ...['Condition%2Fsecret', 'Condition/%73ecret', 'Condition&#47;secret', 'Condition&#x2F;secret'].map(
    (written) =>
      referring(`link that is written ${written}`, (text) => ({
        ...labelled,
        text: div(`<a href="${written}">${text}</a>`),
      })),
  ),
  referring(
    'plan in a version of its address',
    (text) => ({
      resourceType: 'CarePlan',
      id: 'plan',
      meta: ours('PHY'),
      status: 'active',
      intent: 'plan',
      subject,
      instantiatesCanonical: ['https://x.example/plan|2'],
      description: text,
    }),
    {
      resourceType: 'PlanDefinition',
      id: 'definition',
      meta: ours('SHR'),
      status: 'active',
      url: 'https://x.example/plan',
    },
  ),
  referring(
    'evidence for something withheld',
    (text) => ({ ...height, meta: ours('PHY'), note: [{ text }] }),
    { ...secret, evidence: [{ detail: [{ reference: 'Observation/height' }] }] },
  ),
  referring('entry of a list', (text) =>
    list({
      entry: [
        { item: { reference: 'Condition/secret', display: text } },
        { item: { reference: 'Condition/other' } },
      ],
    }),
  ),
  referring('why an entry of a list is there', (text) =>
    list({ entry: [{ flag: { text }, item: { reference: 'Condition/secret' } }] }),
  ),
  referring('narrative of a list', (text) =>
    list({ text: div(text), entry: [{ item: { reference: 'Condition/secret' } }] }),
  ),
  referring('target of a provenance', (text) => ({
    resourceType: 'Provenance',
    id: 'p',
    meta: ours('PHY'),
    target: [{ reference: 'Condition/secret', display: text }, { reference: 'Condition/other' }],
    recorded: '2027-04-28T10:00:00Z',
    agent: [{ who: { reference: 'Practitioner/lin' } }],
  })),
  referring('signature over it', (text) => ({
    resourceType: 'Provenance',
    id: 'p',
    meta: ours('PHY'),
    target: [{ reference: 'Condition/other' }],
    recorded: '2027-04-28T10:00:00Z',
    agent: [{ who: { reference: 'Practitioner/lin' } }],
    signature: [
      {
        type: [{ code: 'x' }],
        when: '2027-04-28T10:00:00Z',
        who: { reference: 'Practitioner/lin' },
        data: Buffer.from(text).toString('base64'),
        sigFormat: text,
      },
    ],
  })),
  referring('focus of a message', (text) => ({
    resourceType: 'MessageHeader',
    id: 'h',
    meta: ours('PHY'),
    eventUri: 'https://x.example',
    source: { endpoint: 'https://x.example' },
    focus: [{ reference: 'Condition/secret', display: text }],
  })),
  referring('entry of a section', (text) =>
    composition({ title: 'x', entry: [{ reference: 'Condition/secret', display: text }] }),
  ),
  referring('narrative of the section that lists it', (text) =>
    composition({ title: 'x', text: div(text), entry: [{ reference: 'Condition/secret' }] }),
  ),
  referring(
    'finding under a heading that tells',
    (text) =>
      composition(
        { ...pregnancies, entry: [{ reference: 'Condition/asthma' }] },
        {
          title: 'x',
          section: [{ ...pregnancies, entry: [{ reference: 'Condition/asthma', display: text }] }],
        },
      ),
    labelled,
  ),
  referring(
    'title of a withheld file',
    (text) => document({ content: [{ attachment: { url: 'Binary/file', title: text } }] }),
    { resourceType: 'Binary', id: 'file', contentType: 'text/plain', data: 'eA==' },
  ),
  referring('description of a withheld document', (text) => document({ description: text })),
  {
    name: 'beside a reference: file of a withheld document',
    build: (text) =>
      bundle(document({}), {
        ...{ resourceType: 'Binary', id: 'file', meta: ours('PHY'), contentType: 'text/plain' },
        data: Buffer.from(text).toString('base64'),
      }),
  },
  referring(
    'display of a withheld practitioner',
    (text) => ({
      ...height,
      meta: ours('PHY'),
      performer: [{ reference: 'Practitioner/lin', display: text }],
    }),
    { resourceType: 'Practitioner', id: 'lin', meta: ours('SHR') },
  ),
  referring(
    'narrative beside a withheld practitioner',
    (text) => ({
      ...height,
      meta: ours('PHY'),
      text: div(text),
      performer: [{ reference: 'Practitioner/lin' }],
    }),
    { resourceType: 'Practitioner', id: 'lin', meta: ours('SHR') },
  ),

  around('identifier of the bundle', (text) => ({
    identifier: { system: 'https://x.example', value: text },
  })),
  around('id of the bundle', (text) => ({ id: text })),
  around('link', (text) => ({
    link: [{ relation: 'self', url: `https://x.example/Condition?code=${text}` }],
  })),
  around('relation of a link', (text) => ({ link: [{ relation: text, url: 'https://x.example' }] })),
  around('signature', (text) => ({
    signature: {
      type: [{ code: 'x' }],
      when: '2027-04-28T10:00:00Z',
      who: { display: text },
      data: Buffer.from(text).toString('base64'),
    },
  })),
  around('rules', (text) => ({ implicitRules: `https://x.example/${text}` })),
  around('tag', (text) => ({ meta: { tag: [{ display: text }] } })),
  around('profile', (text) => ({ meta: { profile: [`https://x.example/${text}`] } })),
  around('source', (text) => ({ meta: { source: text } })),
  around('type', (text) => ({ type: text })),
  around('language', (text) => ({ language: text })),
  around('member that R4 does not have', (text) => ({ [text]: text })),

  atEntry('address that is no address', (text) => ({ fullUrl: `urn:x:${text}` })),
  atEntry('query of its address', (text) => ({ fullUrl: `https://x.example/Condition/asthma?${text}` })),
  atEntry('fragment of its address', (text) => ({ fullUrl: `https://x.example/Condition/asthma#${text}` })),
  atEntry('name before its host', (text) => ({ fullUrl: `https://${text}@x.example/Condition/asthma` })),
  atEntry('address of something else', (text) => ({ fullUrl: `https://x.example/Condition/${text}` })),
  atEntry('path of its address', (text) => ({
    fullUrl: `https://x.example/${encodeURIComponent(text).replaceAll('%', '-')}/Condition/asthma`,
  })),
  atEntry('host of its address', (text) => ({
    fullUrl: `https://${encodeURIComponent(text).replaceAll('%', '-')}.example/Condition/asthma`,
  })),
  atEntry('link', (text) => ({ link: [{ relation: 'self', url: text }] })),
  atEntry('request', (text) => ({ request: { method: 'GET', url: `Condition?code=${text}` } })),
  atEntry('response', (text) => ({ response: { status: '200', location: text } })),
  atEntry('outcome of a response', (text) => ({
    response: {
      status: '200',
      outcome: {
        resourceType: 'OperationOutcome',
        issue: [{ severity: 'error', code: 'x', diagnostics: text }],
      },
    },
  })),
  atEntry('how it was found', (text) => ({ search: { mode: text } })),
  atEntry('extension of how it was found', (text) => ({
    search: { mode: 'match', extension: [saying(text)] },
  })),
  atEntry('extension', (text) => ({ extension: [saying(text)] })),
  atEntry('twin of its address', (text) => ({ _fullUrl: { extension: [saying(text)] } })),
  atEntry('member that R4 does not have', (text) => ({ [text]: text })),

  odd('Cyrillic letter in contained', (text) => ({ contаined: [{ ...secret, note: [{ text }] }] })),
  odd('Cyrillic letter in note', (text) => ({ nоte: [{ text }] })),
  odd('capital letter', (text) => ({ Note: [{ text }] })),
  odd('space behind it', (text) => ({ 'note ': [{ text }] })),
  odd('space of no width', (text) => ({ 'no\u200bte': [{ text }] })),
  odd('two underscores', (text) => ({ __recordedDate: { extension: [saying(text)] } })),
  odd('twin of an object', (text) => ({ _code: { extension: [saying(text)] } })),
  odd('member of another type', (text) => ({ valueString: text })),
  odd('comments of an older version', (text) => ({ fhir_comments: [text] })),
  odd('the word itself', (text) => ({ [text]: true })),
  odd('deep inside', (text) => ({ severity: { coding: [{ code: 'x', note: text }] } })),
  odd('in a contained resource', (text) => ({ contained: [{ resourceType: 'Basic', id: 'c', nоte: text }] })),
  odd('two ways to say one thing', (text) => ({ onsetString: text, onsetDateTime: '2020' })),
  odd('list where R4 has none', (text) => ({ severity: [{ text }] })),
  odd('type that R4 does not have', (text) => ({ resourceType: 'Cоndition', note: [{ text }] })),
];
