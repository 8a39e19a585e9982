import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { baseCodeTable, extendCodeTable } from '../../src/records/fhir/code-table.ts';
import {
  type FhirMessage,
  type LabelledSegment,
  labelMessage,
  loadCodeTable,
} from '../../src/records/index.ts';
import { asFhirMessage } from '../support/fhir-examples.ts';
import { categoryCodes } from '../../src/vocabulary/index.ts';

const snomed = 'http://snomed.info/sct';
const icd10 = 'http://hl7.org/fhir/sid/icd-10';

describe('the code table', () => {
  const known: readonly (readonly [
    system: string,
    code: string,
    categories: readonly string[] | undefined,
  ])[] = [
    [snomed, '86406008', ['SHR']],
    ['https://dmd.nhs.uk', '39732311000001104', ['PHY']],
    ['http://loinc.org', '2106-3', ['SHR']],
    [icd10, 'Z65.1', ['YJS']],
    [icd10, 'Z65.4', undefined],
    [icd10, 'Z81.8', ['PMH']],
    [icd10, 'Z81.1', ['PSU']],
    [icd10, 'B24', ['SHR']],
    ['http://www.whocc.no/atc', 'N06BA04', ['DEV']],
    ['http://www.whocc.no/atc', 'N06AB06', ['MHC']],
    ['https://other.example', '86406008', undefined],
  ];
  for (const [system, code, categories] of known) {
    it(`takes ${code} of ${system} for ${categories?.join(' and ') ?? 'nothing known'}`, () => {
      expect(baseCodeTable.find({ system, code })).toEqual(categories);
    });
  }
});

describe('a file of additions', () => {
  const write = (content: string): string => {
    const file = join(mkdtempSync(join(tmpdir(), 'codes-')), 'codes.json');
    writeFileSync(file, content);
    return file;
  };
  const system = 'https://westmarch.example/CodeSystem/clinic';
  const sealed: FhirMessage = asFhirMessage({
    resourceType: 'Condition',
    code: { coding: [{ system, code: 'GUM' }] },
    subject: { reference: 'Patient/amara' },
  });
  const labelBy = (file?: string): LabelledSegment | undefined =>
    labelMessage(sealed, loadCodeTable(file)).find(({ part }) => part === 'RESOURCE');

  it('says what a code is that was held without it', () => {
    expect(labelBy()).toMatchObject({ labelled: false });
    const file = write(JSON.stringify([{ system, source: 'clinic list 4', codes: { GUM: ['SHR'] } }]));
    expect(labelBy(file)).toMatchObject({ labelled: true, categories: ['SHR'], level: 'V' });
  });

  const wrong: readonly (readonly [claim: string, content: string])[] = [
    ['is no JSON', '[{'],
    [
      'names a category that does not exist',
      JSON.stringify([{ system, source: 'x', codes: { GUM: ['XXX'] } }]),
    ],
    ['says that a code is nothing', JSON.stringify([{ system, source: 'x', codes: { GUM: [] } }])],
    ['has no source', JSON.stringify([{ system, codes: { GUM: ['SHR'] } }])],
    ['has another member', JSON.stringify([{ system, source: 'x', codes: {}, lower: true }])],
  ];
  for (const [claim, content] of wrong) {
    it(`is refused where it ${claim}`, () => {
      expect(() => loadCodeTable(write(content))).toThrow(/is no (?:JSON|list of codes)/);
    });
  }
});

describe('what a partner adds', () => {
  it('gives a meaning to codes that had none', () => {
    const local = 'https://westmarch.example/CodeSystem/clinic';
    const table = extendCodeTable(baseCodeTable, [
      { system: local, source: 'clinic list 4', codes: { GUM: ['SHR'] } },
    ]);
    expect(table.find({ system: local, code: 'GUM' })).toEqual(['SHR']);
    expect(table.find({ system: local, code: 'EYE' })).toBeUndefined();
    expect(table.find({ system: snomed, code: '195967001' })).toEqual(['PHY']);
  });

  it('takes nothing away from what the gateway knows, whatever it says', () => {
    const codes = fc.dictionary(
      fc.constantFrom('86406008', '35489007', '195967001', 'x'),
      fc.subarray([...categoryCodes], { maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(codes, { maxLength: 4 }), (additions) => {
        const table = extendCodeTable(
          baseCodeTable,
          additions.map((added) => ({ system: snomed, source: 'a test', codes: added })),
        );
        for (const code of ['86406008', '35489007', '195967001', 'x']) {
          const before = baseCodeTable.find({ system: snomed, code }) ?? [];
          expect(table.find({ system: snomed, code }) ?? []).toEqual(expect.arrayContaining([...before]));
        }
      }),
    );
  });
});
