import { generateKeyPairSync, verify, createPublicKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type ReceiptContext,
  type ReceiptVersion,
  composeReceipt,
  consentStatuses,
  consentTypes,
  createReceiptSigner,
  writeReceipt,
} from '../../src/consent/index.ts';
import { composeNotice } from '../../src/consent/notice/compose-notice.ts';
import { canonicalJson, asId } from '../../src/platform/index.ts';
import {
  categoryCodes,
  departments,
  organisationTypes,
  purposeCodes,
  roles,
} from '../../src/vocabulary/index.ts';
import { fernbeck, openDoor, piotr, version, wendy } from './consent-fixtures.ts';
import { findReadingGrade } from '../support/reading-grade.ts';

const parties = [
  {
    organisationId: fernbeck,
    name: 'Fernbeck Primary',
    type: 'SCHOOL' as const,
    identifier: 'urn:999001',
    contact: '01632 960001',
  },
  {
    organisationId: openDoor,
    name: 'Westmarch Council',
    type: 'COUNCIL' as const,
    identifier: 'ods:Z9Z9A',
    contact: '01632 960002',
  },
];
const recordedBy = { kind: 'PRACTITIONER' as const, staff: asId<'Staff'>('staff-1'), organisation: openDoor };

const context: ReceiptContext = {
  gateway: { name: 'Assent', url: 'https://assent.example', contact: '01632 960003' },
  pseudonym: (kind) => `pseudonym-${kind}`,
};

function readable(
  more: Parameters<typeof version>[0] = {},
  changed: Exclude<Parameters<typeof version>[1], 'ERASED'> = {},
): ReceiptVersion {
  const made = version(more, { parties, recordedBy, evidenceRef: 'Canaryform', ...changed });
  if (made.body === 'ERASED') throw new Error('erased');
  return { ...made, body: made.body };
}

describe('a receipt for programs', () => {
  it('has the fields of ISO/IEC TS 27560', () => {
    expect(composeReceipt(readable({ validTo: new Date('2029-01-01T00:00:00Z') }), context)).toMatchObject({
      schema_version: expect.stringContaining('ISO/IEC TS 27560:2023'),
      receipt_id: expect.stringMatching(/:1$/),
      record_id: expect.any(String),
      pii_principal_id: 'pseudonym-principal',
      pii_processing: {
        privacy_notice: { notice_version: 'notice-1', hash_sha256: 'b'.repeat(64), format: 'standard' },
        language: 'en-GB',
        purposes: [{ purpose: 'P07', lawful_basis: expect.stringContaining('confidentiality') }],
        pii_information: [
          { pii_type: 'EDU', choice: 'PERMITTED' },
          { pii_type: 'ATT', choice: 'PERMITTED' },
          { pii_type: 'SEN', choice: 'PERMITTED' },
          { pii_type: 'PMH', choice: 'REFUSED', sensitive_pii_category: true },
        ],
        pii_controllers: ['ods:Z9Z9A'],
        recipient_third_parties: { organisations: ['urn:999001'] },
        collection_method: 'inPerson',
        storage_locations: ['GB'],
        retention_period: expect.any(String),
        jurisdiction: 'GB-ENG',
        withdrawal_method: expect.any(String),
      },
      party_identification: [
        {
          party_id: 'ods:Z9Z9A',
          party_name: 'Westmarch Council',
          party_contact: '01632 960002',
          party_role: 'PII controller',
        },
        { party_id: 'urn:999001', party_role: 'recipient', party_type: 'SCHOOL' },
      ],
      consent_events: [
        {
          event_time: '2028-01-06T16:40:00.000Z',
          validity_duration: { from: '2028-01-06T16:40:00.000Z', to: '2029-01-01T00:00:00.000Z' },
          entity_id: 'pseudonym-decider',
          event_type: 'explicit consent: SHARE',
          event_state: 'ConsentGiven',
        },
      ],
    });
  });

  it.each([
    ['draft', 'ConsentRequested'],
    ['active', 'ConsentGiven'],
    ['suspended', 'ConsentRequestDeferred'],
    ['pending-reauthorise', 'ConsentRequested'],
    ['withdrawn', 'ConsentWithdrawn'],
    ['expired', 'ConsentExpired'],
    ['superseded', 'ConsentInvalidated'],
    ['entered-in-error', 'ConsentInvalidated'],
  ] as const)('tells the state of a record that is %s', (status, state) => {
    expect(composeReceipt(readable({ status }), context)).toMatchObject({
      consent_events: [{ event_state: state, record_status: status }],
    });
  });

  it('tells a refusal, an objection and a renewal apart', () => {
    const refused = { categories: { permit: [], deny: 'ALL' as const } };
    const stateOf = (made: ReceiptVersion): unknown =>
      (composeReceipt(made, context) as { consent_events: [{ event_state: string; event_type: string }] })
        .consent_events[0];
    expect(stateOf(readable({}, refused))).toMatchObject({ event_state: 'ConsentRefused' });
    expect(stateOf(readable({ version: 2 }))).toMatchObject({ event_state: 'RenewedConsentGiven' });
    expect(stateOf(readable({ kind: 'OBJECTION' }, refused))).toMatchObject({
      event_state: 'ConsentRefused',
      event_type: 'objection',
    });
  });

  it('is the same for the same version, wherever it stands among the choices of others', () => {
    const one = readable({ sequence: 1 });
    // What another parent chose moves only the order of recording.
    const later = readable({ sequence: 7, chosenSequence: 7 });
    expect(canonicalJson(composeReceipt(later, context))).toBe(canonicalJson(composeReceipt(one, context)));
    expect(writeReceipt(later)).toBe(writeReceipt(one));
  });

  it('names no person, no practitioner and no evidence, and says of a move only that it happened', () => {
    const lastMove = {
      to: 'suspended' as const,
      reason: 'Canaryreason',
      by: recordedBy,
      channel: null,
      evidenceRef: 'Canarymove',
      notifyPrior: false,
    };
    const made = readable({ status: 'suspended' }, { lastMove });
    const text = `${JSON.stringify(composeReceipt(made, context))}\n${writeReceipt(made)}`;
    for (const canary of [
      wendy,
      piotr,
      made.dataSubject,
      'staff-1',
      'Canaryform',
      'Canaryreason',
      'Canarymove',
      'Marnock',
    ]) {
      expect(text).not.toContain(canary);
    }
    expect(composeReceipt(made, context)).toMatchObject({
      consent_events: [{ entity_id: 'somebody entitled' }],
    });
  });
});

describe('a receipt in plain words', () => {
  it('says what was chosen, for whom, why and until when', () => {
    const made = readable({ validTo: new Date('2029-01-01T00:00:00Z') }, { reviewOn: '2028-07-06' });
    expect(writeReceipt(made).split('\n')).toEqual([
      'On 6 January 2028 we wrote down your choice about sharing.',
      'Yes to:',
      '- name, birthday and the numbers we use to know who you are',
      '- school work',
      '- days in school and days missed',
      '- extra help at school',
      'No to:',
      '- a parent’s feelings and mental health',
      'This is for:',
      '- Fernbeck Primary',
      'It is to help a child who needs more support.',
      'It starts on 6 January 2028.',
      'It ends after 31 December 2028.',
      'We ask you again on 6 July 2028.',
      'You can change your mind on any day. Just tell us. You do not have to say why.',
      'Sometimes the law says that we must share to keep a child safe.',
      expect.stringMatching(/^This note is about record .* number 1\.$/),
    ]);
  });

  it('of a withdrawal says from when on nothing goes, and what cannot be called back', () => {
    const text = writeReceipt(readable({ status: 'withdrawn', version: 2 }));
    expect(text).toMatch(/^On 6 January 2028 this choice was taken back\.\nFrom then on we do not share/);
    expect(text).toContain('cannot be called back');
  });

  it('is for readers of 9 to 12 years, like the notice, whatever it says', () => {
    const scope = fc.record({
      purposes: fc.subarray([...purposeCodes], { minLength: 1, maxLength: 3 }),
      permit: fc.subarray([...categoryCodes], { minLength: 1, maxLength: 8 }),
      recipients: fc.record({
        organisations: fc.constant(fernbeck).map((school) => [school]),
        departments: fc.subarray([...departments], { maxLength: 1 }),
        roles: fc.subarray([...roles], { maxLength: 2 }),
        organisationTypes: fc.subarray([...organisationTypes], { maxLength: 1 }),
      }),
      status: fc.constantFrom(...consentStatuses),
      type: fc.constantFrom(...consentTypes),
    });
    const grades: number[] = [];
    fc.assert(
      fc.property(scope, ({ purposes, permit, recipients, status, type }) => {
        const made = readable({ status, type }, { purposes, recipients, categories: { permit, deny: [] } });
        const open = { from: null, to: null };
        const { text } = composeNotice(
          { type, purposes, recipients, categories: permit, period: open, dataPeriod: open },
          () => 'Fernbeck School',
        );
        grades.push(findReadingGrade(writeReceipt(made)), findReadingGrade(text));
      }),
      { numRuns: 300 },
    );
    // Flesch and Kincaid's grade 7 is read at 12.
    expect(Math.max(...grades)).toBeLessThanOrEqual(7);
  });
});

describe('a signed receipt', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const signer = createReceiptSigner(privateKey);

  it('can be checked with the published key alone, and says exactly what the receipt says', () => {
    const receipt = composeReceipt(readable(), context);
    const signed = signer.sign(receipt);
    expect(signer.sign(receipt)).toBe(signed);
    const [header = '', payload = '', signature = ''] = signed.split('.');
    const publicKey = createPublicKey({ key: { ...signer.key }, format: 'jwk' });
    const check = (text: string): boolean =>
      verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64url'));
    expect(check(`${header}.${payload}`)).toBe(true);
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({
      alg: 'EdDSA',
      kid: signer.key.kid,
      typ: 'consent-receipt+jws',
      cty: 'json',
    });
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toEqual(
      JSON.parse(JSON.stringify(receipt)),
    );
    const changed = Buffer.from(payload, 'base64url').toString().replace('"ATT"', '"MHC"');
    expect(check(`${header}.${Buffer.from(changed).toString('base64url')}`)).toBe(false);
  });

  it('is signed with an Ed25519 key only', () => {
    const { privateKey: other } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(() => createReceiptSigner(other)).toThrow(RangeError);
    expect(() => createReceiptSigner(createPublicKey(privateKey))).toThrow(RangeError);
  });
});
