import { describe, expect, it } from '@jest/globals';
import { checkIdentifiers } from '../../src/exchange/resolve/check-identifiers.ts';
import { type Message, buildJackiePlan, buildLeoReferral } from '../../src/records/index.ts';

function withNumber(message: Message, system: string, value: string): Message {
  return { ...message, subject: { ...message.subject, identifiers: [{ system, value }] } };
}

const plan = buildJackiePlan();

describe('the numbers of a message', () => {
  it('pass when they are well typed and of this world', () => {
    expect(checkIdentifiers({ mode: 'development' }, plan).ok).toBe(true);
  });

  it.each([
    ['a wrong check digit', 'nhs-number', '9990001015', 'identifier-check'],
    ['a digit too few', 'nhs-number', '999000101', 'identifier-shape'],
    ['letters', 'https://fhir.nhs.uk/Id/nhs-number', 'ABCDEFGHIJ', 'identifier-shape'],
    [
      'a learner number in the place of an NHS number',
      'nhs-number',
      '9990000017',
      'identifier-looks-like-uln',
    ],
    ['a real number outside production', 'nhs-number', '4010232137', 'identifier-real-outside-production'],
  ])('are refused for %s, naming place and rule and never the number', (_name, system, value, rule) => {
    const checked = checkIdentifiers({ mode: 'development' }, withNumber(plan, system, value));
    expect(checked).toMatchObject({
      ok: false,
      refusal: { code: 'identifier-invalid', errors: [{ pointer: '/subject/identifiers/0/value', rule }] },
    });
    expect(JSON.stringify(checked)).not.toContain(value);
  });

  it('of an invented person are refused in production', () => {
    expect(checkIdentifiers({ mode: 'production' }, plan).ok).toBe(false);
  });

  it('with a doubtful check letter of a UPN are left to matching', () => {
    expect(checkIdentifiers({ mode: 'development' }, withNumber(plan, 'upn', 'A999999921101')).ok).toBe(true);
  });

  it('never stop an urgent referral', () => {
    const slip = withNumber(buildLeoReferral(), 'nhs-number', '9990001058');
    expect(checkIdentifiers({ mode: 'development' }, slip).ok).toBe(true);
    expect(checkIdentifiers({ mode: 'development' }, { ...slip, urgency: 'ROUTINE' }).ok).toBe(false);
  });
});
