import { describe, expect, it } from '@jest/globals';
import { redactMessage, settleReleased } from '../../src/exchange/redact/index.ts';
import type { JsonObject, JsonValue } from '../../src/platform/index.ts';
import { type FhirMessage, type Message, fhirSystems, labelMessage } from '../../src/records/index.ts';
import { asFhirMessage } from '../support/fhir-examples.ts';
import { buildOutbound } from '../support/outbound.ts';

/** Everything that is labelled goes, but for the parts at these pointers. */
function redactAllAt(message: Message, ...withheld: readonly string[]): ReturnType<typeof redactMessage> {
  const labelled = labelMessage(message);
  const decided = labelled.filter(({ pointer }) => !withheld.includes(pointer));
  return redactMessage(
    message,
    labelled,
    new Set(decided.map(({ segmentId }) => segmentId)),
    buildOutbound(message.type),
  );
}

/** The resource that leaves, of a message with only this one. */
function resourceOf(resource: JsonObject, ...withheld: readonly string[]): JsonObject | undefined {
  return redactAllAt(asFhirMessage(resource), ...withheld).resource;
}

/** The codes of the labels that the gateway put on a resource. */
function labelsOf(resource: JsonObject | undefined): readonly (JsonValue | undefined)[] {
  const meta = resource?.['meta'] as { readonly security: readonly JsonObject[] } | undefined;
  return (meta?.security ?? []).map(({ code }) => code);
}

function tagsOf(resource: JsonObject | undefined): readonly (JsonValue | undefined)[] {
  const meta = resource?.['meta'] as { readonly tag?: readonly JsonObject[] } | undefined;
  return (meta?.tag ?? []).map(({ code }) => code);
}

const category = (code: string): JsonObject => ({ system: fhirSystems.infoCategory, code });
const value = (code: string): JsonObject => ({ system: fhirSystems.observationValue, code });
const labelled = (code: string, ...more: readonly JsonObject[]): JsonObject => ({
  security: [category(code), ...more],
});
const inline = (code: string): JsonObject => ({
  url: fhirSystems.inlineLabel,
  valueCoding: category(code),
});
const inlineCodes = (element: JsonObject | undefined): readonly JsonValue[] =>
  ((element?.['extension'] ?? []) as readonly { readonly valueCoding: { readonly code: string } }[]).map(
    ({ valueCoding }) => valueCoding.code,
  );

const observation: JsonObject = {
  resourceType: 'Observation',
  id: 'height',
  meta: labelled('PHY'),
  status: 'final',
  code: { text: 'height' },
};
/** An observation whose second component its author labelled apart. */
const twoParts: JsonObject = {
  ...observation,
  component: [
    { code: { text: 'standing' } },
    { extension: [inline('SHR')], code: { text: 'at the clinic' } },
  ],
};
const component = '/resource/component/1';

describe('an element with a label of its own', () => {
  it('goes with what is around it, under the labels of the gateway, and is announced', () => {
    const copy = resourceOf(twoParts);
    const [plain, apart] = copy?.['component'] as readonly JsonObject[];
    expect(plain).toEqual({ code: { text: 'standing' } });
    // What stands in a resource has its kinds of information as well.
    expect(inlineCodes(apart)).toEqual(['V', 'SHR', 'PHY']);
    expect(labelsOf(copy)).toEqual([
      ...['V', 'PHY', 'SHR', 'SEX', 'MINEC', 'AUDIT', 'NORDSCLCD', 'PROCESSINLINELABEL'],
    ]);
  });

  it('stays behind by itself, and the rest is labelled as what is left', () => {
    const copy = resourceOf(twoParts, component);
    expect(copy?.['component']).toEqual([{ code: { text: 'standing' } }]);
    expect(labelsOf(copy)).toEqual(['N', 'PHY', 'MINEC', 'AUDIT']);
  });

  it('never goes without what is around it', () => {
    expect(resourceOf(twoParts, '/resource')).toBeUndefined();
    const message = asFhirMessage(twoParts);
    const labels = labelMessage(message);
    const inner = labels.filter(({ pointer }) => pointer === component).map(({ segmentId }) => segmentId);
    expect(inner).toHaveLength(1);
    const settled = settleReleased(message, labels, new Set(inner));
    expect([settled.released.size, settled.copies.size]).toEqual([0, 0]);
  });

  it('is missed where it may be seen to be missing, and not where that would tell of it', () => {
    const needs = {
      ...observation,
      component: [
        { code: { text: 'standing' } },
        { extension: [inline('SEN')], code: { text: 'what she needs' } },
      ],
    };
    const copy = resourceOf(needs, component);
    expect(labelsOf(copy)).toEqual(['N', 'PHY', 'MINEC', 'AUDIT', 'REDACTED']);
    expect(tagsOf(copy)).toEqual(['SUBSETTED']);
    expect(redactAllAt(asFhirMessage(needs), component).withheld).toHaveLength(1);
    expect(tagsOf(resourceOf(twoParts, component))).toEqual([]);
    expect(redactAllAt(asFhirMessage(twoParts), component)).not.toHaveProperty('withheld');
    expect(tagsOf(resourceOf(needs))).toEqual([]);
  });

  it('is counted once with what stands inside it', () => {
    const nested = {
      ...observation,
      component: [{ extension: [inline('SEN')], code: { extension: [inline('EDU')], text: 'x' } }],
    };
    const parts = labelMessage(asFhirMessage(nested)).map(({ pointer }) => pointer);
    expect(parts).toContain('/resource/component/0/code');
    const out = redactAllAt(asFhirMessage(nested), '/resource/component/0');
    expect(out.resource).not.toHaveProperty('component');
    expect(out.withheld).toHaveLength(1);
  });

  it('takes what R4 requires it for along, and what stands in that', () => {
    const required = {
      ...observation,
      component: [
        { code: { extension: [inline('SEN')], text: 'x' }, valueString: 'kept nowhere else' },
        { code: { text: 'b' } },
      ],
    };
    const copy = resourceOf(required, '/resource/component/0/code');
    expect(copy?.['component']).toEqual([{ code: { text: 'b' } }]);
    const whole = { ...observation, code: { extension: [inline('SEN')], text: 'x' } };
    expect(resourceOf(whole, '/resource/code')).toBeUndefined();
  });
});

describe('a contained resource', () => {
  const contained = (reference: string): JsonObject => ({
    ...observation,
    contained: [
      { resourceType: 'Practitioner', id: 'lin', meta: labelled('DEM'), name: [{ family: 'Lin' }] },
      { resourceType: 'Practitioner', id: 'ode', meta: labelled('DEM'), name: [{ family: 'Ode' }] },
    ],
    performer: [{ reference }, { reference: '#ode' }],
  });

  it('stays behind with the reference to it', () => {
    const copy = resourceOf(contained('#lin'), '/resource/contained/0');
    expect(copy?.['contained']).toHaveLength(1);
    expect(copy?.['performer']).toEqual([{ reference: '#ode' }]);
    expect(JSON.stringify(copy)).not.toContain('Lin');
  });

  it('does not stay where nothing refers to it any more', () => {
    const chained: JsonObject = {
      ...observation,
      contained: [
        { resourceType: 'Practitioner', id: 'lin', meta: labelled('DEM'), name: [{ family: 'Lin' }] },
      ],
      component: [
        {
          extension: [inline('SEN')],
          code: { text: 'x' },
          valueString: 'x',
          referenceRange: [
            { text: 'x', extension: [{ url: 'https://x.example', valueReference: { reference: '#lin' } }] },
          ],
        },
      ],
    };
    expect(resourceOf(chained)).toHaveProperty('contained');
    const copy = resourceOf(chained, '/resource/component/0');
    expect(copy).toBeDefined();
    expect(copy).not.toHaveProperty('contained');
  });

  it('goes where the reference to it stays', () => {
    expect(resourceOf(contained('#lin'))?.['contained']).toHaveLength(2);
    expect(resourceOf(contained('Practitioner/elsewhere'), '/resource/contained/0')?.['performer']).toEqual([
      { reference: 'Practitioner/elsewhere' },
      { reference: '#ode' },
    ]);
  });
});

describe('what a gateway before this one said', () => {
  it('stays said: that something is missing', () => {
    for (const code of ['REDACTED', 'MASKED']) {
      const copy = resourceOf({ ...observation, meta: labelled('PHY', value(code)) });
      expect(labelsOf(copy)).toContain('REDACTED');
      expect(tagsOf(copy)).toEqual(['SUBSETTED']);
    }
  });

  it('is not taken from another vocabulary or another code', () => {
    for (const other of [{ system: 'https://x.example', code: 'REDACTED' }, value('SUBSETTED')]) {
      const copy = resourceOf({ ...observation, meta: labelled('PHY', other) });
      expect(labelsOf(copy)).not.toContain('REDACTED');
      expect(tagsOf(copy)).toEqual([]);
    }
  });

  it('is said once', () => {
    const meta = { ...labelled('PHY', value('REDACTED')), tag: [value('SUBSETTED')] };
    expect(tagsOf(resourceOf({ ...observation, meta }))).toEqual(['SUBSETTED']);
    const other = { ...labelled('PHY', value('REDACTED')), tag: [{ code: 'other' }] };
    expect(tagsOf(resourceOf({ ...observation, meta: other }))).toEqual(['other', 'SUBSETTED']);
  });
});

describe('the promises of a resource', () => {
  const meta = { ...labelled('PHY'), profile: ['https://x.example/profile'], versionId: '2' };

  it('are kept where it goes whole', () => {
    expect(resourceOf({ ...observation, meta })?.['meta']).toMatchObject({
      profile: ['https://x.example/profile'],
      versionId: '2',
    });
  });

  it('are no longer made where something is missing', () => {
    const copy = resourceOf({ ...twoParts, meta }, component);
    expect(copy?.['meta']).not.toHaveProperty('profile');
    expect(copy?.['meta']).toMatchObject({ versionId: '2' });
  });
});

describe('a signature', () => {
  const signature = { type: [{ code: 'x' }], when: '2027-01-01T00:00:00Z', who: { display: 'x' } };
  const signed: JsonObject = {
    resourceType: 'Provenance',
    id: 'p',
    meta: labelled('EDU'),
    target: [{ display: 'x' }],
    recorded: '2027-01-01T00:00:00Z',
    agent: [{ who: { display: 'x' } }],
    signature: [signature],
  };
  const bundle = (more: JsonObject, ...resources: readonly JsonObject[]): FhirMessage =>
    asFhirMessage({
      resourceType: 'Bundle',
      type: 'collection',
      entry: resources.map((resource) => ({ resource })),
      ...more,
    });

  it('is said to be missing where what it was over leaves without it', () => {
    expect(redactAllAt(asFhirMessage(signed))).toHaveProperty('unsigned');
    expect(redactAllAt(bundle({ signature }, observation))).toHaveProperty('unsigned');
    expect(redactAllAt(bundle({}, observation, signed))).toHaveProperty('unsigned');
  });

  it('is not said to be missing where there was none, or nothing of what it was over leaves', () => {
    expect(redactAllAt(bundle({}, observation))).not.toHaveProperty('unsigned');
    expect(redactAllAt(asFhirMessage(signed), '/resource')).not.toHaveProperty('unsigned');
    expect(redactAllAt(bundle({ signature }, observation), '/resource/entry/0/resource')).not.toHaveProperty(
      'unsigned',
    );
  });

  it('stays said to be missing when it is redacted again', () => {
    const { unsigned } = redactAllAt(asFhirMessage(signed));
    if (unsigned === undefined) throw new Error('it says so');
    const again: FhirMessage & { readonly unsigned: typeof unsigned } = {
      ...asFhirMessage(observation),
      unsigned,
    };
    expect(redactAllAt(again)).toHaveProperty('unsigned', unsigned);
  });
});

describe('an entry of a bundle', () => {
  const entryOf = (entry: JsonObject, type = 'searchset'): JsonObject | undefined => {
    const whole = { resourceType: 'Bundle', type, entry: [{ resource: observation, ...entry }] };
    const entries = redactAllAt(asFhirMessage(whole)).resource?.['entry'];
    return (entries as readonly JsonObject[] | undefined)?.[0];
  };
  const uuid = 'urn:uuid:9f1c6a2e-5f0b-4d0e-8a76-1b8d4c2f7e10';

  it('keeps an address in which nothing can be written', () => {
    expect(entryOf({ fullUrl: uuid })).toMatchObject({ fullUrl: uuid });
  });

  it('has an address of ours in place of one into which words fit, wherever in it they stand', () => {
    for (const fullUrl of [
      'https://records.example/Observation/height',
      'http://records.example:8080/fhir/R4/Observation/height',
      'https://amara.is.pregnant.example/Observation/height',
      'https://records.example/amara/is-pregnant/Observation/height',
      `https://records.example/${'a'.repeat(212)}/Observation/height`,
    ])
      expect([fullUrl, entryOf({ fullUrl })?.['fullUrl']]).toEqual([
        fullUrl,
        'https://gateway.example/source/1/Observation/height',
      ]);
  });

  it('keeps an address of which what is released speaks, and what stands under the same root', () => {
    const focus = [{ reference: 'https://records.example/fhir/Observation/weight' }];
    const [speaking, weight] = [
      { ...observation, focus },
      { ...observation, id: 'weight' },
    ];
    const root = 'https://records.example/fhir';
    const entry = [
      { fullUrl: `${root}/Observation/height`, resource: speaking },
      { fullUrl: `${root}/Observation/weight`, resource: weight },
      { fullUrl: 'https://other.example/word/Observation/weight', resource: weight },
      { fullUrl: 'https://third.example/word/Observation/weight', resource: weight },
      { fullUrl: 'urn:oid:9990001014', resource: weight },
    ];
    const message = asFhirMessage({ resourceType: 'Bundle', type: 'collection', entry });
    const addresses = (...withheld: readonly string[]): readonly unknown[] =>
      (redactAllAt(message, ...withheld).resource?.['entry'] as readonly JsonObject[]).map(
        (each) => each['fullUrl'],
      );
    expect(addresses()).toEqual([
      `${root}/Observation/height`,
      `${root}/Observation/weight`,
      'https://gateway.example/source/1/Observation/weight',
      'https://gateway.example/source/2/Observation/weight',
      undefined,
    ]);
  });

  it('leads by its relative references to the same resources as before', () => {
    const member = { ...observation, id: 'panel', hasMember: [{ reference: 'Observation/height' }] };
    const entry = [
      { fullUrl: 'https://records.example/a/word/Observation/panel', resource: member },
      { fullUrl: 'https://records.example/a/word/Observation/height', resource: observation },
    ];
    const out = redactAllAt(asFhirMessage({ resourceType: 'Bundle', type: 'collection', entry })).resource;
    expect(out?.['entry']).toMatchObject([
      { fullUrl: 'https://gateway.example/source/1/Observation/panel' },
      { fullUrl: 'https://gateway.example/source/1/Observation/height' },
    ]);
    expect(JSON.stringify(out)).not.toContain('a/word');
  });

  it('loses any other', () => {
    for (const fullUrl of [
      `x${uuid}`,
      `${uuid}x`,
      'urn:uuid:9',
      'urn:uuid:zzzzzzzz-5f0b-4d0e-8a76-1b8d4c2f7e10',
      'urn:oid:1.2.x',
      'urn:oid:',
      'xhttps://records.example/Observation/height',
      'https://records.example:word/Observation/height',
      'https://records.example:123456/Observation/height',
      'https://records.example/a word/Observation/height',
      'https://records.example/Observation/weight',
      'https://records.example/Condition/height',
      'https://records.example/Observation/height/more',
      `https://records.example/${'a'.repeat(213)}/Observation/height`,
      4,
      null,
      [uuid],
    ])
      expect([fullUrl, Object.keys(entryOf({ fullUrl }) ?? {})]).toEqual([fullUrl, ['resource']]);
  });

  it('keeps how it was found, and nothing beside it, and only in what a search gave', () => {
    for (const mode of ['match', 'include', 'outcome']) {
      const search = { mode, score: 0.5 };
      expect(entryOf({ search })?.['search']).toEqual({ mode });
      expect(entryOf({ search }, 'collection')).not.toHaveProperty('search');
      expect(entryOf({ other: search })).not.toHaveProperty('other');
    }
    for (const search of [{ mode: 'odd' }, {}, 'match', null, ['match'], 7])
      expect([search, entryOf({ search })]).not.toEqual([
        search,
        expect.objectContaining({ search: expect.anything() as unknown }),
      ]);
  });

  it('is not there where its resource is not', () => {
    const whole = {
      resourceType: 'Bundle',
      type: 'collection',
      entry: [{ fullUrl: uuid }, 'odd', { resource: observation }],
    };
    expect(redactAllAt(asFhirMessage(whole as JsonObject)).resource?.['entry']).toHaveLength(1);
    expect(
      redactAllAt(asFhirMessage({ resourceType: 'Bundle', type: 'collection' })).resource,
    ).not.toHaveProperty('entry');
  });
});
