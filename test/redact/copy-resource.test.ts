import { describe, expect, it } from '@jest/globals';
import { copyResource } from '../../src/exchange/redact/copy-resource.ts';
import type { JsonObject } from '../../src/platform/index.ts';
import { fhirSystems } from '../../src/records/index.ts';

/** The resource without what stands at these pointers. */
function without(resource: JsonObject, ...left: readonly string[]): JsonObject | undefined {
  return copyResource(resource, '', { left: new Set(left), inlineLabelsOf: () => [] }).resource;
}

const patient = { resourceType: 'Patient', id: 'amara' };
const observation = { resourceType: 'Observation', status: 'final', code: { text: 'height' } };
const narrative = { status: 'generated', div: '<div>x</div>' };
const note: JsonObject = { url: 'https://x.example', valueString: 'x' };

describe('a copy of a resource', () => {
  const cases: readonly (readonly [
    claim: string,
    resource: JsonObject,
    left: readonly string[],
    copy: JsonObject | undefined,
  ])[] = [
    [
      'is the same where nothing is left out',
      { ...patient, text: narrative, name: [{ text: 'x' }] },
      [],
      { ...patient, text: narrative, name: [{ text: 'x' }] },
    ],
    [
      'loses an optional element and its narrative',
      { ...patient, text: narrative, gender: 'female' },
      ['/gender'],
      patient,
    ],
    [
      'loses the twin with the primitive',
      { ...patient, gender: 'female', _gender: { id: 'x' } },
      ['/gender'],
      patient,
    ],
    [
      'loses a twin without a primitive',
      { ...patient, _gender: { extension: [note] } },
      ['/gender'],
      patient,
    ],
    ['is nothing without what R4 requires', { ...observation, note: [{ text: 'x' }] }, ['/code'], undefined],
    ['is nothing without a text that R4 requires', observation, ['/status'], undefined],
    [
      'keeps the other items of a list',
      { ...patient, name: [{ family: 'a' }, { family: 'b' }] },
      ['/name/0'],
      { ...patient, name: [{ family: 'b' }] },
    ],
    ['loses a list of which nothing stays', { ...patient, name: [{ family: 'a' }] }, ['/name/0'], patient],
    ['keeps a list that was empty', { ...patient, name: [] }, [], { ...patient, name: [] }],
    [
      'loses the text of a name with a part of it',
      { ...patient, name: [{ text: 'a b', family: 'a', given: ['b'] }] },
      ['/name/0/family'],
      { ...patient, name: [{ given: ['b'] }] },
    ],
    [
      'loses a name that says nothing more',
      { ...patient, name: [{ id: 'n', family: 'a' }] },
      ['/name/0/family'],
      patient,
    ],
    [
      'keeps primitives beside their twins',
      { ...patient, name: [{ given: ['a', 'b', null], _given: [null, { id: 'x' }, { id: 'y' }] }] },
      ['/name/0/given/0'],
      { ...patient, name: [{ given: ['b', null], _given: [{ id: 'x' }, { id: 'y' }] }] },
    ],
    [
      'loses twins of which none stays',
      { ...patient, name: [{ given: ['a', 'b'], _given: [null, { id: 'x' }] }] },
      ['/name/0/given/1'],
      { ...patient, name: [{ given: ['a'] }] },
    ],
    [
      'loses primitives of which none stays',
      { ...patient, name: [{ given: ['a', null], _given: [null, { id: 'x' }] }] },
      ['/name/0/given/0'],
      { ...patient, name: [{ _given: [{ id: 'x' }] }] },
    ],
    [
      'loses a component without its code and keeps the others',
      { ...observation, component: [{ code: { text: 'a' } }, { code: { text: 'b' } }] },
      ['/component/0/code'],
      { ...observation, component: [{ code: { text: 'b' } }] },
    ],
    [
      'loses a contact that can no longer be reached',
      { ...patient, contact: [{ gender: 'male', name: { family: 'x' } }] },
      ['/contact/0/name'],
      patient,
    ],
    [
      'loses a reference range without its bounds',
      { ...observation, referenceRange: [{ low: { value: 1 }, appliesTo: [{ text: 'x' }] }] },
      ['/referenceRange/0/low'],
      observation,
    ],
    [
      'is nothing without one way of a required choice',
      {
        resourceType: 'MedicationRequest',
        status: 'active',
        intent: 'order',
        subject: { reference: 'Patient/amara' },
        medicationReference: { reference: 'Medication/x' },
      },
      ['/medicationReference'],
      undefined,
    ],
    ['is nothing without a member that R4 does not have', { ...patient, odd: { x: 1 } }, ['/odd'], undefined],
    [
      'leaves a type that R4 does not have as it is',
      { resourceType: 'Odd', text: 'x' },
      [],
      { resourceType: 'Odd', text: 'x' },
    ],
    [
      'loses the labels of a contained resource',
      { ...observation, contained: [{ ...patient, meta: { security: [], versionId: '1', profile: ['p'] } }] },
      [],
      { ...observation, contained: [{ ...patient, meta: { profile: ['p'] } }] },
    ],
    [
      'loses the meta of a contained resource that says nothing else',
      { ...observation, contained: [{ ...patient, meta: { security: [] } }] },
      [],
      { ...observation, contained: [patient] },
    ],
    [
      'is nothing less for what a bundle in it holds',
      {
        resourceType: 'Bundle',
        type: 'collection',
        entry: [{ resource: { ...patient, meta: { security: [] } } }],
      },
      [],
      {
        resourceType: 'Bundle',
        type: 'collection',
        entry: [{ resource: { ...patient, meta: { security: [] } } }],
      },
    ],
    [
      'loses a required element inside a contained one, and keeps the rest',
      { ...patient, contained: [observation, { ...patient, id: 'c' }] },
      ['/contained/0/code'],
      { ...patient, contained: [{ ...patient, id: 'c' }] },
    ],
    [
      'loses a section that is empty',
      {
        resourceType: 'Composition',
        status: 'final',
        type: { text: 'x' },
        date: '2027',
        author: [{ display: 'x' }],
        title: 'x',
        section: [
          { title: 'a', section: [{ text: narrative, entry: [{ display: 'x' }] }] },
          { title: 'b', text: narrative },
        ],
      },
      ['/section/0/section/0/entry/0'],
      {
        resourceType: 'Composition',
        status: 'final',
        type: { text: 'x' },
        date: '2027',
        author: [{ display: 'x' }],
        title: 'x',
        section: [{ title: 'b', text: narrative }],
      },
    ],
  ];
  for (const [claim, resource, left, copy] of cases) {
    it(claim, () => {
      expect(JSON.stringify(without(resource, ...left))).toBe(JSON.stringify(copy));
    });
  }

  it('says that it lost something, and which elements went with what they require', () => {
    const plan = (left: readonly string[]): Parameters<typeof copyResource>[2] => ({
      left: new Set(left),
      inlineLabelsOf: () => [],
    });
    const resource = { ...observation, component: [{ code: { text: 'a' } }] };
    expect(copyResource(resource, '/r', plan([]))).toMatchObject({ cut: false, gone: [], unsigned: false });
    expect(copyResource(resource, '/r', plan(['/r/component/0/code']))).toMatchObject({
      cut: true,
      gone: ['/r/component/0'],
    });
    expect(copyResource(resource, '/r', plan(['/r/status']))).toMatchObject({
      cut: true,
      resource: undefined,
    });
  });

  it('goes without signatures, and says so', () => {
    const signed = {
      resourceType: 'Provenance',
      target: [{ display: 'x' }],
      recorded: '2027-01-01T00:00:00Z',
      agent: [{ who: { display: 'x' } }],
      text: narrative,
    };
    const signature = [{ type: [{ code: 'x' }], when: '2027-01-01T00:00:00Z', who: { display: 'x' } }];
    const copy = copyResource({ ...signed, signature }, '', { left: new Set(), inlineLabelsOf: () => [] });
    expect(copy).toMatchObject({ unsigned: true, cut: false });
    expect(copy.resource).toEqual(signed);
  });

  it("has the gateway's inline labels where its author's stood", () => {
    const inline = (code: string): JsonObject => ({ url: fhirSystems.inlineLabel, valueCoding: { code } });
    const resource = {
      ...patient,
      name: [
        {
          extension: [note, inline('a'), inline('b')],
          family: 'x',
          _family: { extension: [inline('c')] },
          given: ['y'],
          _given: [{ extension: [inline('d')] }],
        },
      ],
    };
    const asked: string[] = [];
    const copy = copyResource(resource, '/r', {
      left: new Set(),
      inlineLabelsOf: (pointer) => {
        asked.push(pointer);
        return pointer.endsWith('given/0') ? [] : [inline('ours')];
      },
    });
    expect(asked).toEqual(expect.arrayContaining(['/r/name/0', '/r/name/0/family', '/r/name/0/given/0']));
    expect(copy.resource).toEqual({
      ...patient,
      name: [
        {
          extension: [note, inline('ours')],
          family: 'x',
          _family: { extension: [inline('ours')] },
          given: ['y'],
        },
      ],
    });
  });
});
