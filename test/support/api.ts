import { type Express } from 'express';
import { createApiApp, type ApiDependencies } from '../../src/api/create-api-app.ts';
import type {
  ChoiceAnswer,
  Exchange,
  ExchangeAnswer,
  HoldAnswer,
  NoticeAnswer,
  ReceiptAnswer,
  AuthorityAnswer,
  AuthorityQuestionAnswer,
  ReuseAnswer,
  EmergencyAnswer,
  ProtectionAnswer,
  ChoiceRequestAnswer,
  RelationshipAnswer,
  SystemCall,
} from '../../src/exchange/exchange.ts';
import type {
  AccessDecision,
  CaseAnswer,
  FhirBundleAnswer,
  FhirConsentAnswer,
  PulledRecord,
} from '../../src/exchange/index.ts';
import {
  type LogFields,
  type Result,
  asId,
  createMetrics,
  movableClock,
  ok,
} from '../../src/platform/index.ts';
import type { LedgerResource } from '../../src/ledger/index.ts';
import type { Problem } from '../../src/vocabulary/index.ts';

export const exchangeId = '7d0f3c1e-58a4-4c56-9f0e-2f6f6a1d9b11';
export const consentId = '0b0e6a52-91ac-4f0c-8d8a-5a7a6f6c2c22';

/** An answer for one recipient that got everything. */
export const exchangeAnswer: ExchangeAnswer = {
  exchangeId: asId(exchangeId),
  correlationId: '0b6e3c1a-7a43-4a0e-9d55-2f0c8e6b7a01',
  policyVersion: 'BASE-1@1',
  recipients: [
    {
      recipient: { organisation: { system: 'urn', value: '999001' }, role: 'SENCO' },
      outcome: 'FORWARD_REDACTED',
      delivery: 'DELIVERED',
      reasons: [
        { code: 'PERMIT_CONSENT', plain: 'The person who may decide has agreed to this.', source: 'consent' },
      ],
      segments: [{ segmentId: 'row-one', outcome: 'RELEASE', reasons: [] }],
      obligations: [{ kind: 'TELL_FAMILY', plain: 'Tell the family.', due: '2028-01-10' }],
    },
  ],
};

const pulledRecord: PulledRecord = {
  body: Buffer.from('{"envelope":{},"manifest":{},"labels":{},"footer":"…"}'),
  mediaType: 'application/json',
  headers: { 'assent-delivery-id': 'd-1' },
  settle: () => undefined,
};

const accessDecision: AccessDecision = {
  decision: false,
  context: {
    exchangeId: asId(exchangeId),
    correlationId: exchangeId,
    policyVersion: 'BASE-1@1',
    outcome: 'DENY',
    reasons: [],
    segments: [],
    obligations: [],
  },
};

const choiceAnswer: ChoiceAnswer = {
  consentId,
  version: 1,
  status: 'active',
  recordedAt: '2028-01-06T15:00:00.000Z',
};

const authorityAnswer: AuthorityAnswer = { factId: consentId, recordedAt: '2028-01-06T15:00:00.000Z' };

const authorityQuestionAnswer: AuthorityQuestionAnswer = {
  basis: 'RECORD',
  on: '2028-01-07',
  rule: 'PARENTAL_RESPONSIBILITY',
  because: 'The child is under 16.',
  source: 'Children Act 1989 s.2(7)',
  deciders: [{ capacityBasis: 'PR_HOLDER', evidence: 'BRTH', capacityToBeConfirmed: true }],
  organisations: [{ organisation: { system: 'ods', value: 'Z9Z9A' }, capacityBasis: 'LA_CARE_ORDER' }],
  claimsToVerify: 0,
  order: { effect: 'FORBIDS', documentHash: 'a'.repeat(64) },
  delegatedMatters: [],
};

const choiceRequestAnswer: ChoiceRequestAnswer = {
  requestId: consentId,
  askedAt: '2028-01-06T15:00:00.000Z',
  shownUntil: '2028-02-03',
};

const relationshipAnswer: RelationshipAnswer = {
  relationshipId: asId<'Relationship'>(consentId),
  kind: 'LEAD',
  basis: 'LEAD_PRACTITIONER',
  staffId: asId<'Staff'>('sue.williams'),
  from: '2028-01-03',
  recordedAt: '2028-01-06T15:00:00.000Z',
};

const emergencyAnswer: EmergencyAnswer = {
  grantId: asId<'Grant'>(consentId),
  exchangeId: asId<'Exchange'>(exchangeId),
  expiresAt: '2028-01-07T15:30:00.000Z',
  policyVersion: 'BASE-1 v1',
  opens: [{ from: { system: 'ods', value: 'Z9Z9A' }, categories: ['CPR', 'LAC'], reasons: [] }],
  councils: [{ name: 'Westmarch Council', phone: '01632 960 001' }],
  obligations: [],
};

const protectionAnswer: ProtectionAnswer = {
  protectionId: consentId,
  kind: 'NATIONAL_DATA_OPT_OUT',
  from: '2026-10-02',
  optOut: { optedOut: true, source: 'NATIONAL_SERVICE', setAs: 'SELF' },
  recordedAt: '2028-01-06T15:00:00.000Z',
};

const reuseAnswer: ReuseAnswer = {
  agreementId: consentId,
  version: 1,
  state: 'PROPOSED',
  advice: { kind: 'HEALTH', reference: 'advice-1', givenOn: '2026-10-12' },
  agreed: { author: true, council: false, family: false },
  recordedAt: '2027-03-02T10:00:00.000Z',
};

const receiptAnswer: ReceiptAnswer = {
  receipt: {
    schema_version: 'v',
    receipt_id: 'r',
    record_id: consentId,
    record_version: 1,
    pii_principal_id: 'p',
    pii_processing: {},
    party_identification: [],
    consent_events: [],
  },
  signed: 'a.b.c',
  text: 'We wrote down your choice.',
};

const noticeAnswer: NoticeAnswer = {
  noticeVersion: '2b8f6f0e-6c1d-8c52-9a55-0d3f5c2e7a10',
  hash: 'a'.repeat(64),
  origin: 'COMPOSED',
  language: 'en-GB',
  format: 'standard',
  text: 'We ask if we may share some things about you.',
  type: 'SHARE',
  purposes: ['P07'],
  categories: ['DEM', 'EDU'],
};

const fhirConsentAnswer: FhirConsentAnswer = {
  created: true,
  consentId,
  version: 1,
  lastUpdated: new Date('2028-01-06T15:00:00Z'),
  resource: { resourceType: 'Consent', id: consentId, status: 'active' },
};

const fhirBundleAnswer: FhirBundleAnswer = {
  resource: { resourceType: 'Bundle', type: 'searchset', total: 0 },
};

const holdAnswer: HoldAnswer = {
  holdId: asId<'Hold'>(consentId),
  exchangeId: asId<'Exchange'>(exchangeId),
  correlationId: 'plan-2028-01-07',
  state: 'OPEN',
  level: 'NAMED',
  judge: 'LEAD',
  from: 'Westmarch Council',
  to: { name: 'Fernbeck Primary School', department: 'NONE', role: 'SENCO' },
  messageType: 'M09',
  purpose: 'P07',
  reasons: [],
  segments: [{ segmentId: 'row-one', categories: ['ATT'] }],
  safetyCritical: false,
  openedAt: '2028-01-07T15:00:00.000Z',
  due: '2028-01-14T17:00:00.000Z',
};

const deadlineAnswer = {
  deadlineId: asId<'Clock'>('6f1f0f52-8f0e-4f6e-9b1e-0a4f2f0f7a11'),
  deadline: 'EHC_ADVICE',
  plain: 'Advice for an education, health and care needs assessment',
  standing: 'STATUTORY',
  source: 'SEND Regulations 2014 reg 8(1)',
  you: 'OWING',
  state: 'RUNNING',
  since: '2028-01-10',
  due: '2028-02-21T23:59:59.000Z',
  bound: 'AT_MOST',
  exchangeId: asId<'Exchange'>('00000000-0000-4000-8000-000000000001'),
  correlationId: 'c-1',
} as const;

const caseAnswer: CaseAnswer = {
  caseId: asId<'Case'>(consentId),
  kind: 'NO_RELATIONSHIP_LOOKUPS',
  plain: 'Somebody who does not work with a person asked about them on several nights.',
  state: 'OPEN',
  openedAt: '2027-10-06T23:10:00.000Z',
  due: '2027-10-07T16:00:00.000Z',
  source: 'docs/domain/07 X5',
  version: 0,
  occurrences: [
    {
      at: '2027-10-06T23:10:00.000Z',
      exchangeId: asId<'Exchange'>(exchangeId),
      actBy: { organisation: 'Westmarch Council', staffId: 'sw-17' },
      details: { purpose: 'P07' },
    },
  ],
};

/** What the exchange was asked, in order: the name of the door, the call, the id of the address. */
export interface Asked {
  readonly door: keyof Exchange;
  readonly call: SystemCall;
  readonly id: string | undefined;
}

/** An API with an exchange that answers what it is told to. */
export interface TestApi {
  readonly app: Express;
  readonly asked: Asked[];
  readonly lines: {
    level: 'info' | 'fault';
    event: string;
    error?: unknown;
    fields: LogFields | undefined;
  }[];
}

const ledgerResources: Readonly<Record<string, LedgerResource>> = {
  checkpoint: {
    contentType: 'text/plain; charset=utf-8',
    cacheControl: 'no-cache',
    body: Buffer.from('assent.example/ledger\n3\nroot\n\n— assent.example sig\n'),
  },
  'tile/entries/x001/000.p/2': {
    contentType: 'application/octet-stream',
    cacheControl: 'public, max-age=31536000, immutable',
    body: Buffer.of(0, 1, 65, 0, 0),
  },
};

/** Answers in place of the good ones; what is thrown is thrown. */
export type Answers = Partial<Record<keyof Exchange, (call: SystemCall) => Result<unknown, Problem>>>;

/** One replica by itself, in a minute that does not end. */
function countAlone(): ApiDependencies['counts'] {
  const counted = new Map<string, number>();
  return {
    count: (who) => {
      const requests = (counted.get(who) ?? 0) + 1;
      counted.set(who, requests);
      return { requests, until: new Date(Date.now() + 60_000) };
    },
  };
}

/** Makes the API on its own, with an exchange at the edge that is not under test. */
export function makeApi(answers: Answers = {}, overrides: Partial<ApiDependencies> = {}): TestApi {
  const asked: Asked[] = [];
  const lines: TestApi['lines'] = [];
  const door =
    <Answer>(name: keyof Exchange, usual: Answer) =>
    (call: SystemCall, id?: string): Promise<Result<Answer, Problem>> => {
      asked.push({ door: name, call, id });
      const answer = answers[name];
      return Promise.resolve().then(() =>
        answer === undefined ? ok(usual) : (answer(call) as Result<Answer, Problem>),
      );
    };
  const app = createApiApp({
    receiptKey: { kty: 'OKP', crv: 'Ed25519', x: 'AAAA', kid: 'k' },
    exchange: {
      sendMessage: door('sendMessage', exchangeAnswer),
      decideWithoutSending: door('decideWithoutSending', exchangeAnswer),
      evaluateAccess: door('evaluateAccess', accessDecision),
      evaluateAccesses: door('evaluateAccesses', { evaluations: [accessDecision] }),
      requestRecord: door('requestRecord', pulledRecord),
      pullResources: (call, ask) =>
        door('pullResources', { ...pulledRecord, mediaType: 'application/fhir+json' })(
          call,
          JSON.stringify(ask),
        ),
      findExchange: door('findExchange', exchangeAnswer),
      acknowledge: door('acknowledge', {
        exchangeId: asId<'Exchange'>(exchangeId),
        acknowledgedAt: '2028-01-07T16:00:00.000Z',
      }),
      recordChoice: door('recordChoice', choiceAnswer),
      changeChoice: door('changeChoice', choiceAnswer),
      reviewChoice: door('reviewChoice', choiceAnswer),
      findChoiceHistory: door('findChoiceHistory', { consentId, versions: [choiceAnswer] }),
      proposeReuse: door('proposeReuse', reuseAnswer),
      agreeReuse: door('agreeReuse', reuseAnswer),
      endReuse: door('endReuse', reuseAnswer),
      findReuse: door('findReuse', reuseAnswer),
      findReceipt: door('findReceipt', receiptAnswer),
      recordNotice: door('recordNotice', noticeAnswer),
      findNotice: door('findNotice', noticeAnswer),
      withdrawChoice: door('withdrawChoice', choiceAnswer),
      findChoice: door('findChoice', choiceAnswer),
      importConsent: door('importConsent', fhirConsentAnswer),
      updateConsent: door('updateConsent', { ...fhirConsentAnswer, created: false }),
      findFhirConsent: door('findFhirConsent', { ...fhirConsentAnswer, created: false }),
      findFhirHistory: door('findFhirHistory', fhirBundleAnswer),
      searchFhirConsents: door('searchFhirConsents', fhirBundleAnswer),
      recordAuthority: door('recordAuthority', authorityAnswer),
      askWhoDecides: door('askWhoDecides', authorityQuestionAnswer),
      openInEmergency: door('openInEmergency', emergencyAnswer),
      recordProtection: door('recordProtection', protectionAnswer),
      endProtection: door('endProtection', protectionAnswer),
      findProtection: door('findProtection', protectionAnswer),
      askFamily: door('askFamily', choiceRequestAnswer),
      recordRelationship: door('recordRelationship', relationshipAnswer),
      endRelationship: door('endRelationship', relationshipAnswer),
      findRelationship: door('findRelationship', relationshipAnswer),
      listHolds: door('listHolds', { holds: [holdAnswer], next: `/v1/holds/after/${consentId}` }),
      listHoldsAfter: door('listHoldsAfter', { holds: [] }),
      findHold: door('findHold', holdAnswer),
      decideHold: door('decideHold', holdAnswer),
      listCases: (call, query) => {
        const { caseId, kind, plain, state, openedAt, due } = caseAnswer;
        return door('listCases', { cases: [{ caseId, kind, plain, state, openedAt, due }] })(
          call,
          new URLSearchParams(query).toString(),
        );
      },
      listMailbox: (call, query) =>
        door('listMailbox', {
          items: [
            {
              kind: 'MESSAGE' as const,
              id: exchangeId,
              urgency: 'ROUTINE' as const,
              waitingSince: '2028-01-07T15:00:00.000Z',
              expiresAt: '2028-01-14T15:00:00.000Z',
            },
          ],
        })(call, new URLSearchParams(query).toString()),
      collectMessage: door('collectMessage', pulledRecord),
      acknowledgeItem: door('acknowledgeItem', {
        id: exchangeId,
        acknowledgedAt: '2028-01-07T16:00:00.000Z',
      }),
      findCase: door('findCase', caseAnswer),
      closeCase: door('closeCase', caseAnswer),
      locate: door('locate', {
        answer: { services: [], records: [], footer: 'It says nothing about whether there are others.' },
        settle: () => undefined,
      }),
      listDeadlines: (call, query) =>
        door('listDeadlines', { deadlines: [deadlineAnswer] })(call, new URLSearchParams(query).toString()),
      noteDeadline: door('noteDeadline', deadlineAnswer),
      tellFamily: door('tellFamily', { toldAt: '2028-01-07T15:00:00.000Z' }),
    },
    isDraining: () => false,
    clock: movableClock('2028-01-07T15:00:00Z'),
    logger: {
      info: (event, fields) => void lines.push({ level: 'info', event, fields }),
      fault: (event, error, fields) => void lines.push({ level: 'fault', event, error, fields }),
    },
    metrics: createMetrics({ process: false }),
    metricsToken: null,
    findOrganisationOfCertificate: () => Promise.resolve(undefined),
    tokenEndpoint: (request, response) => {
      response.end(`token endpoint ${request.method ?? ''} ${request.url ?? ''}`);
    },
    findLedgerResource: (path) => Promise.resolve(ledgerResources[path]),
    checkReadiness: () =>
      Promise.resolve([
        { name: 'database', ready: true },
        { name: 'keyStore', ready: true },
        { name: 'ledgerKey', ready: true },
      ]),
    publicUrl: 'https://assent.example',
    dutyPhone: '01632 960001',
    rateLimit: { requests: 10_000 },
    counts: countAlone(),
    mayNameInstant: false,
    ...overrides,
  });
  return { app, asked, lines };
}
