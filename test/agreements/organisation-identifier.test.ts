import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  checkIdentifierEnvironment,
  formatOrganisationIdentifier,
  organisationIdentifierSystems,
  parseOrganisationIdentifier,
  parseOrganisationIdentifierText,
} from '../../src/agreements/organisation-identifier.ts';

/** One good value of each system, and the shapes of docs/domain/04 §4.5 written a second time, from the page. */
const good = {
  ods: ['Z9Z9A', 'G7H8J', 'RX1', 'ABCDEFGHIJ12'],
  gss: ['E09000011', 'E06000002', 'E06999901', 'E07000001', 'E08000001', 'E10000001'],
  urn: ['999001', '12345', '100000'],
  laestab: ['9992001', '999/2001'],
  la: ['999', '001'],
  ukprn: ['10000001'],
} as const;
const pageShapes = {
  ods: /^[A-Z0-9]{3,12}$/,
  gss: /^E(06|07|08|09|10)\d{6}$/,
  urn: /^\d{5,6}$/,
  laestab: /^\d{3}\/?\d{4}$/,
  la: /^\d{3}$/,
  ukprn: /^1\d{7}$/,
} as const;
const systems = fc.constantFrom(...organisationIdentifierSystems);

describe('organisation identifiers', () => {
  it.each(organisationIdentifierSystems)('accepts the shapes that %s allows', (system) => {
    for (const value of good[system]) expect(parseOrganisationIdentifier(system, value).ok).toBe(true);
  });

  it.each([
    ['ods', 'z9z9a', 'ods-shape'],
    ['ods', 'Z9', 'ods-shape'],
    ['ods', 'ABCDEFGHIJKLM', 'ods-shape'],
    ['ods', 'Z9Z9A\n', 'ods-shape'],
    ['gss', 'E05000001', 'gss-shape'],
    ['gss', 'W06000001', 'gss-shape'],
    ['gss', 'E0600000', 'gss-shape'],
    ['urn', '9990011', 'urn-shape'],
    ['urn', '٩٩٩٠٠١', 'urn-shape'],
    ['laestab', '99/92001', 'laestab-shape'],
    ['laestab', '999//2001', 'laestab-shape'],
    ['la', '99', 'la-shape'],
    ['ukprn', '20000001', 'ukprn-shape'],
    ['ukprn', '1000001', 'ukprn-shape'],
    ['nhs', '9990001014', 'identifier-system'],
    ['constructor', 'Z9Z9A', 'identifier-system'],
  ])('refuses %s %j as %s', (system, value, rule) => {
    const parsed = parseOrganisationIdentifier(system, value);
    expect(parsed).toMatchObject({ ok: false, refusal: { rule } });
  });

  it('strips spaces and hyphens, and the slash of a LAESTAB, and nothing else', () => {
    expect(parseOrganisationIdentifier('urn', ' 999-001 ')).toMatchObject({ value: { value: '999001' } });
    expect(parseOrganisationIdentifier('laestab', '999/2001')).toMatchObject({ value: { value: '9992001' } });
    expect(parseOrganisationIdentifier('urn', '999.001').ok).toBe(false);
  });

  it('accepts exactly what the page allows, whatever the text', () => {
    fc.assert(
      fc.property(
        systems,
        fc.oneof(
          fc.string({ maxLength: 14 }),
          fc.string({ unit: fc.constantFrom('0', '1', '2', '9', 'E', 'Z', '/', '-', ' '), maxLength: 14 }),
        ),
        (system, text) => {
          const stripped = text.split(' ').join('').split('-').join('');
          expect(parseOrganisationIdentifier(system, text).ok).toBe(pageShapes[system].test(stripped));
        },
      ),
    );
  });

  it('parses again what it wrote, to the same identifier', () => {
    const known = organisationIdentifierSystems.flatMap((system) =>
      good[system].map((value) => ({ system, value })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...known), ({ system, value }) => {
        const first = parseOrganisationIdentifier(system, value);
        if (!first.ok) throw new Error('a good value was refused');
        expect(parseOrganisationIdentifierText(formatOrganisationIdentifier(first.value))).toEqual(first);
      }),
    );
  });

  it('never echoes a refused text in its message', () => {
    fc.assert(
      fc.property(systems, fc.string({ minLength: 6, maxLength: 20 }), (system, text) => {
        const parsed = parseOrganisationIdentifier(system, `~${text}~`);
        if (parsed.ok) throw new Error('accepted');
        expect(parsed.refusal.message).not.toContain(`~${text}~`);
      }),
    );
  });
});

describe('the environment guard', () => {
  const synthetic = [
    'ods:Z9Z9A',
    'gss:E06999901',
    'la:999',
    'la:998',
    'urn:999001',
    'laestab:999/2001',
  ] as const;

  it.each(synthetic)('refuses %s in production and accepts it elsewhere', (text) => {
    const parsed = parseOrganisationIdentifierText(text);
    if (!parsed.ok) throw new Error('not parsed');
    expect(checkIdentifierEnvironment(parsed.value, 'production')).toMatchObject({
      ok: false,
      refusal: { rule: 'synthetic-identifier' },
    });
    expect(checkIdentifierEnvironment(parsed.value, 'development').ok).toBe(true);
    expect(checkIdentifierEnvironment(parsed.value, 'test').ok).toBe(true);
  });

  it.each(['ods:RX1', 'gss:E09000011', 'la:203', 'urn:100000', 'urn:999010', 'ukprn:10000001'])(
    'accepts %s in production',
    (text) => {
      const parsed = parseOrganisationIdentifierText(text);
      if (!parsed.ok) throw new Error('not parsed');
      expect(checkIdentifierEnvironment(parsed.value, 'production').ok).toBe(true);
    },
  );
});
