import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  checkEnvironment,
  parseIdentifier,
  parseNhsNumber,
  parseUln,
  parseUpn,
  parseUprn,
  type IdentifierSystem,
} from '../../src/families/index.ts';

const validNhsNumbers = [
  '9434765919',
  '9434765870',
  '9876543210',
  '9000000009',
  '9000000025',
  '9999999999',
  '4010232137',
  '6541003238',
  '9990000018',
  '9990000026',
  '9449305552',
  '9912003888',
];
const validUlns = [
  '9276308686',
  '9990000009',
  '9990000017',
  '9990000025',
  '9990000033',
  '9990000041',
  '9990000068',
  '9990000076',
  '9990000084',
];
const validUpns = [
  'B801200005001',
  'P207000016049',
  'H801200123001',
  'X801200123002',
  'L801200123003',
  'W330400126001',
  'D933200021014',
  'U80120012300A',
  'G33040012600A',
  'Y93320002101T',
];

/** The people of docs/domain/07 §7.0. */
const fixtureNhsNumbers = [
  '9990001014',
  '9990001022',
  '9990001030',
  '9990001057',
  '9990001065',
  '9990001073',
  '9990001081',
  '9990001103',
  '9990001111',
  '9990001146',
  '9990001154',
];
const fixtureUpns = [
  'Z999999921101',
  'U999999917102',
  'Z999999923103',
  'C999999922104',
  'R999999922105',
  'P999999916106',
  'G999999914107',
  'Z999999913109',
];

function codeOf(answer: ReturnType<typeof parseNhsNumber>): string {
  return answer.ok ? 'accepted' : answer.refusal.code;
}

describe('NHS number', () => {
  it.each([...validNhsNumbers, ...fixtureNhsNumbers])('accepts %s', (value) => {
    expect(parseNhsNumber(value)).toEqual({
      ok: true,
      value: { system: 'nhs-number', raw: value, normalised: value, warnings: [] },
    });
  });

  it.each(['1234567890', '9000000000', '9990001012', '9437465919'])(
    'refuses the check digit of %s',
    (value) => {
      expect(codeOf(parseNhsNumber(value))).toBe('identifier-check');
    },
  );

  it.each(['999123456', '999000014', '999000028', '999000031'])(
    'accepts no check digit after the stem %s',
    (stem) => {
      const codes = Array.from({ length: 10 }, (_, digit) =>
        codeOf(parseNhsNumber(`${stem}${String(digit)}`)),
      );
      expect(codes).not.toContain('accepted');
    },
  );

  it.each(['999000018', '99900000180', '0999000001', '', '94347659１9', '9434765919\n', 'NHS9434765'])(
    'refuses the shape of %j',
    (value) => {
      expect(codeOf(parseNhsNumber(value))).toBe('identifier-shape');
    },
  );

  it('strips spaces and hyphens before it validates, and keeps what was received', () => {
    expect(parseNhsNumber(' 943-476 5919 ')).toEqual({
      ok: true,
      value: { system: 'nhs-number', raw: ' 943-476 5919 ', normalised: '9434765919', warnings: [] },
    });
  });

  it.each(['943.476.5919', '943/476/5919', '943\u00a0476\u00a05919', '943_4765919'])(
    'strips nothing else: %j',
    (value) => {
      expect(codeOf(parseNhsNumber(value))).toBe('identifier-shape');
    },
  );
});

describe('learner number', () => {
  it.each(validUlns)('accepts %s', (value) => {
    expect(codeOf(parseUln(value))).toBe('accepted');
  });

  it.each(['999000005', '999000019', '999000022'])('accepts no check digit after the stem %s', (stem) => {
    const codes = Array.from({ length: 10 }, (_, digit) => codeOf(parseUln(`${stem}${String(digit)}`)));
    expect(codes).not.toContain('accepted');
  });

  it('refuses a leading 0', () => {
    expect(codeOf(parseUln('0276308686'))).toBe('identifier-shape');
  });
});

describe('swapped fields', () => {
  it.each(validUlns)('tells a learner number %s in the place of an NHS number', (value) => {
    expect(codeOf(parseNhsNumber(value))).toBe('identifier-looks-like-uln');
  });

  it.each(validNhsNumbers)('tells an NHS number %s in the place of a learner number', (value) => {
    expect(codeOf(parseUln(value))).toBe('identifier-looks-like-nhs-number');
  });

  it('finds no ten digits that are both', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000_000_000, max: 9_999_999_999 }), (digits) => {
        const value = String(digits);
        expect([codeOf(parseNhsNumber(value)), codeOf(parseUln(value))]).not.toEqual([
          'accepted',
          'accepted',
        ]);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('pupil number', () => {
  it.each([...validUpns, ...fixtureUpns])('accepts %s', (value) => {
    expect(codeOf(parseUpn(value, 'OWN_USER'))).toBe('accepted');
  });

  it.each(['Q207000016049', 'A801200005001', 'A01234567890C'])(
    'refuses the check letter of %s typed by our own user, and warns when a partner sends it',
    (value) => {
      expect(codeOf(parseUpn(value, 'OWN_USER'))).toBe('identifier-check');
      expect(parseUpn(value, 'PARTNER')).toEqual({
        ok: true,
        value: { system: 'upn', raw: value, normalised: value, warnings: ['upn-check-letter'] },
      });
    },
  );

  it.each(['I801200005001', 'b801200005001', 'B80120000500', 'B8012000050011', 'B80120000500I'])(
    'refuses the shape of %s from anybody',
    (value) => {
      expect(codeOf(parseUpn(value, 'PARTNER'))).toBe('identifier-shape');
    },
  );
});

describe('property number', () => {
  it('is compared without leading zeros', () => {
    const answer = parseUprn('000000199356');
    expect(answer.ok && answer.value.normalised).toBe('199356');
    const within = parseUprn('10002-3336 956');
    expect(within).toEqual({
      ok: true,
      value: { system: 'uprn', raw: '10002-3336 956', normalised: '100023336956', warnings: [] },
    });
  });

  it.each(['', '1000233369561', '0', '000000000000', '10002333695X'])('refuses %j', (value) => {
    expect(codeOf(parseUprn(value))).toBe('identifier-shape');
  });
});

describe('what is told of a number that is refused', () => {
  it.each([
    [() => parseNhsNumber('1'), 'nhs-number', 'The NHS number must be ten digits, not starting with 0.'],
    [
      () => parseNhsNumber(validUlns[0] ?? ''),
      'nhs-number',
      'The NHS number is a learner number: the two fields may be swapped.',
    ],
    [() => parseNhsNumber('1234567890'), 'nhs-number', 'The NHS number has a wrong check digit.'],
    [() => parseUln('1'), 'uln', 'The unique learner number must be ten digits, not starting with 0.'],
    [
      () => parseUln(validNhsNumbers[0] ?? ''),
      'uln',
      'The unique learner number is an NHS number: the two fields may be swapped.',
    ],
    [() => parseUln('9990000000'), 'uln', 'The unique learner number has a wrong check digit.'],
    [
      () => parseUpn('1', 'PARTNER'),
      'upn',
      'The unique pupil number must be a check letter, eleven digits, and a digit or letter.',
    ],
    [() => parseUpn('A801200005001', 'OWN_USER'), 'upn', 'The unique pupil number has a wrong check letter.'],
    [() => parseUprn('x'), 'uprn', 'The unique property reference number must be one to twelve digits.'],
  ])('%# is what is wrong with it, and of which register', (read, system, message) => {
    expect(read()).toMatchObject({ ok: false, refusal: { system, message } });
  });
});

describe('environment', () => {
  const invented: readonly [IdentifierSystem, string][] = [
    ['nhs-number', '9990001014'],
    ['nhs-number', '9434765919'],
    ['upn', 'Z999999921101'],
    ['uln', '9990000009'],
  ];
  const real: readonly [IdentifierSystem, string][] = [
    ['nhs-number', '4010232137'],
    ['upn', 'B801200005001'],
    ['uln', '9276308686'],
  ];

  function check(
    system: IdentifierSystem,
    value: string,
    mode: 'production' | 'development' | 'test',
  ): string {
    const parsed = parseIdentifier(system, value, 'OWN_USER');
    if (!parsed.ok) return parsed.refusal.code;
    const fits = checkEnvironment(parsed.value, mode);
    return fits.ok ? 'accepted' : fits.refusal.code;
  }

  it.each(invented)('keeps the invented %s %s out of production', (system, value) => {
    expect(check(system, value, 'production')).toBe('identifier-synthetic-in-production');
    expect(check(system, value, 'test')).toBe('accepted');
    expect(check(system, value, 'development')).toBe('accepted');
  });

  it.each(real)('keeps the real-looking %s %s out of everything but production', (system, value) => {
    expect(check(system, value, 'production')).toBe('accepted');
    expect(check(system, value, 'test')).toBe('identifier-real-outside-production');
    expect(check(system, value, 'development')).toBe('identifier-real-outside-production');
  });

  it('says which of the two it is for', () => {
    const messages = (['production', 'test'] as const).map((mode) => {
      const parsed = parseUln(mode === 'production' ? '9990000009' : '9276308686');
      return parsed.ok ? checkEnvironment(parsed.value, mode) : parsed;
    });
    expect(messages).toMatchObject([
      { refusal: { system: 'uln', message: 'An invented number is not accepted here.' } },
      { refusal: { system: 'uln', message: 'Only invented numbers are accepted here.' } },
    ]);
  });

  it('is nothing to a property number, which carries no mark', () => {
    for (const mode of ['production', 'test', 'development'] as const)
      expect(check('uprn', '199356', mode)).toBe('accepted');
  });

  it('warns of an NHS number outside the ranges issued in England and Wales', () => {
    const parsed = parseNhsNumber('1010000004');
    const fits = parsed.ok ? checkEnvironment(parsed.value, 'production') : undefined;
    expect(fits?.ok === true && fits.value.warnings).toEqual(['nhs-number-outside-issued-range']);
    const issued = parseNhsNumber('6541003238');
    const plain = issued.ok ? checkEnvironment(issued.value, 'production') : undefined;
    expect(plain?.ok === true && plain.value.warnings).toEqual([]);
  });

  it('never repeats a value in a refusal', () => {
    const refusals = [
      parseNhsNumber('1234567890'),
      parseUln('1234567890'),
      parseUpn('A801200005001', 'OWN_USER'),
    ];
    expect(JSON.stringify(refusals)).not.toMatch(/1234567890|A801200005001/);
  });
});
