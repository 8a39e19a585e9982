import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { baseCodeTable, extendCodeTable } from '../../src/records/fhir/code-table.ts';
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
