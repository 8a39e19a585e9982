import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '../../src/platform/index.ts';
import type { ProtectionBody } from '../../src/families/index.ts';
import { type HeldProtection, findProtections } from '../../src/families/protections-in-force.ts';

const [council, trust] = [newId<'Organisation'>(), newId<'Organisation'>()];
const [child, samira, tariq] = [newId<'Person'>(), newId<'Person'>(), newId<'Person'>()];

const common = (organisation = council, from = '2027-06-03') =>
  ({ by: { staff: newId<'Staff'>(), role: 'SW', organisation }, evidenceRef: 'note', from }) as const;

function held(body: ProtectionBody, to: string | null = body.to): HeldProtection {
  return { body, to };
}

function shield(
  safeContact: typeof samira | null,
  more: { organisation?: typeof council; from?: string; to?: string } = {},
): HeldProtection {
  const { organisation, from, to = null } = more;
  return held({ kind: 'SHIELDED_LOCATION', ...common(organisation, from), to, safeContact });
}

const contact = (person: typeof samira, from = '2027-06-03'): HeldProtection =>
  held({ kind: 'SAFE_CONTACT', ...common(council, from), to: null, contact: person });

const optOut = (optedOut: boolean, from = '2027-06-03'): HeldProtection =>
  held({
    kind: 'NATIONAL_DATA_OPT_OUT',
    ...common(council, from),
    to: null,
    optedOut,
    source: 'NHS_APP',
    setBy: { person: child, as: 'SELF' },
  });

const day = '2027-06-14';

describe('what protects a person on a day', () => {
  it('is nothing where nothing is recorded', () => {
    expect(findProtections([], day)).toEqual({
      nationalDataOptOut: false,
      shieldedLocation: false,
      shieldedFrom: null,
      safeContact: null,
      preferences: null,
    });
  });

  it('shields from the first day on, until the day on which it ends', () => {
    const shielded = (date: string): boolean =>
      findProtections([shield(samira, { to: '2027-07-01' })], date).shieldedLocation;
    expect(['2027-06-02', '2027-06-03', '2027-06-30', '2027-07-01'].map(shielded)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('goes on while any shield is in force: nobody lifts another’s by recording one of their own', () => {
    const ended = held(shield(samira).body, '2027-06-10');
    expect(findProtections([ended, shield(null, { organisation: trust })], day).shieldedLocation).toBe(true);
    expect(findProtections([ended], day).shieldedLocation).toBe(false);
  });

  it('keeps the safe contact of the longest-standing shield, whatever others record later', () => {
    const safe = (...list: readonly HeldProtection[]): unknown => findProtections(list, day).safeContact;
    expect(safe(shield(samira), shield(tariq, { organisation: trust }))).toBe(samira);
    expect(safe(shield(samira), contact(tariq))).toBe(samira);
    expect(safe(contact(tariq), shield(null))).toBeNull();
    expect(safe(shield(tariq), shield(samira))).toBe(samira);
    expect(safe(contact(tariq), contact(samira))).toBe(samira);
  });

  it('counts the newest word of an opt-out, and takes one back', () => {
    const out = (...list: readonly HeldProtection[]): boolean =>
      findProtections(list, day).nationalDataOptOut;
    expect(out(optOut(true))).toBe(true);
    expect(out(optOut(true), optOut(false))).toBe(false);
    expect(out(optOut(false), optOut(true, '2027-06-02'))).toBe(false);
    expect(out(optOut(true, '2027-06-15'))).toBe(false);
  });

  it('never loses a shield to anything that is added', () => {
    const any = fc.constantFrom(
      shield(samira, { organisation: trust }),
      shield(tariq, { organisation: trust, to: '2027-06-05' }),
      contact(tariq),
      optOut(true),
      optOut(false),
    );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 8 }), (more) => {
        const found = findProtections([shield(samira), ...more], day);
        expect(found.shieldedLocation).toBe(true);
        expect(found.safeContact).toBe(samira);
      }),
    );
  });
});
