import { randomUUID } from 'node:crypto';
import type { ExchangeAnswer, RecipientAnswer } from '../exchange/index.ts';
import { buildFhirBundle, buildJackiePlan, buildLeoReferral, wendysIllness } from '../records/index.ts';
import { playFirstPull } from './first-pull.ts';
import type { PartnerRequest } from './partner-system.ts';
import type { ReceivedDelivery } from './peer-messages.ts';
import type { SystemKey } from './prepare-systems.ts';
import type { Westmarch } from './open-westmarch.ts';
import type { SceneResult } from './scene-result.ts';

/** One of the first exchanges: who sends what, and what docs/domain/07 says must come of it. */
interface Scene {
  readonly title: string;
  readonly from: SystemKey;
  /** Whose system receives it; null where nothing may arrive anywhere. */
  readonly to: SystemKey | null;
  readonly request: PartnerRequest;
  readonly expected: {
    readonly outcome: RecipientAnswer['outcome'];
    /** What is said of each segment of the sender's message, envelope parts apart: its outcome and the codes of its reasons. */
    readonly segments: Readonly<Record<string, string>>;
    /** Words that must not reach the recipient, because they stand in what is withheld. */
    readonly withheldWords: readonly string[];
  };
}

/** The scenes that `npm start` plays first: docs/domain/07 AC1 with what it also asserts, AC4, and a FHIR bundle after AC3. */
function listScenes(): readonly Scene[] {
  const plan = { ...buildJackiePlan({ messageId: randomUUID(), correlationId: randomUUID() }) };
  const copy = buildCopyOfPlan();
  const referral = buildLeoReferral({ messageId: randomUUID(), correlationId: randomUUID() });
  const bundle = {
    ...buildFhirBundle({ messageId: randomUUID(), correlationId: randomUUID() }),
    source: { organisation: { system: 'ods', value: 'Z9Z9C' }, department: 'COMMUNITY' },
    author: { role: 'PAED', id: 'wgh.paediatrician' },
  };
  return [
    {
      title: 'AC1 Jackie’s plan: council to school',
      from: 'WMC',
      to: 'FPS',
      request: {
        method: 'POST',
        path: '/v1/messages',
        body: plan,
        boundTo: plan.messageId,
        practitioner: { staffId: 'sue.williams', role: 'SW', leadPractitioner: true },
        evaluateAt: '2028-01-07T15:00:00Z',
      },
      expected: {
        outcome: 'FORWARD_REDACTED',
        segments: {
          'plan-header': 'RELEASE PERMIT_LEAD_DECISION',
          'row-attendance': 'RELEASE PERMIT_CONSENT',
          'row-support': 'RELEASE PERMIT_CONSENT',
          'row-tuition': 'RELEASE PERMIT_CONSENT',
          'row-tuition-cost': 'WITHHOLD REDACT_NOT_NEEDED',
          'jackies-words': 'RELEASE PERMIT_REASONABLE_EXPECTATION',
          'mothers-health': 'WITHHOLD REDACT_THIRD_PARTY REDACT_CONSENT_DENIED',
        },
        withheldWords: [wendysIllness, 'Bipolar', 'lithium', '38.00'],
      },
    },
    {
      title: 'AC1 The school would send Jackie’s plan on to Open Door Families',
      from: 'FPS',
      to: null,
      request: {
        method: 'POST',
        path: '/v1/messages',
        body: copy,
        boundTo: copy.messageId,
        practitioner: { staffId: 'mr.marnock', role: 'SENCO' },
        evaluateAt: '2028-01-07T15:00:00Z',
      },
      expected: {
        outcome: 'DENY',
        segments: Object.fromEntries(
          copy.segments.map(({ segmentId }) => [segmentId, 'WITHHOLD DENY_NO_DSA']),
        ),
        withheldWords: [],
      },
    },
    {
      title: 'AC4 Leo’s referral: school to the council’s front door',
      from: 'FPS',
      to: 'WMC',
      request: {
        method: 'POST',
        path: '/v1/messages',
        body: referral,
        boundTo: referral.messageId,
        practitioner: { staffId: 'fps.dsl', role: 'DSL' },
        evaluateAt: '2027-02-09T14:20:00Z',
      },
      expected: {
        outcome: 'FORWARD',
        segments: {
          harm: 'RELEASE PERMIT_DUTY_16LA',
          'what-was-seen': 'RELEASE PERMIT_DUTY_16LA',
          'seen-and-spoken-to': 'RELEASE PERMIT_DUTY_16LA',
          'leos-words': 'RELEASE PERMIT_DUTY_16LA',
          household: 'RELEASE PERMIT_DUTY_16LA',
          class: 'RELEASE PERMIT_DUTY_16LA',
          attendance: 'RELEASE PERMIT_DUTY_16LA',
          behaviour: 'RELEASE PERMIT_DUTY_16LA',
          'suspected-abuse-at-home': 'RELEASE PERMIT_DUTY_16LA',
          rumour: 'RELEASE PERMIT_DUTY_16LA',
          referrer: 'RELEASE PERMIT_DUTY_16LA',
        },
        withheldWords: [],
      },
    },
    {
      title: 'AC3 Amara’s advice as FHIR: hospital to council',
      from: 'WGH',
      to: 'WMC',
      request: {
        method: 'POST',
        path: '/v1/messages',
        body: bundle,
        boundTo: bundle.messageId,
        practitioner: { staffId: 'wgh.paediatrician', role: 'PAED' },
        evaluateAt: '2027-04-30T10:00:00Z',
      },
      expected: {
        outcome: 'FORWARD_REDACTED',
        segments: {
          'entry.0': 'RELEASE PERMIT_CONSENT',
          'entry.1': 'RELEASE PERMIT_CONSENT',
          'entry.2': 'RELEASE PERMIT_CONSENT',
          'entry.3': 'WITHHOLD REDACT_CHILD_CONFIDENCE',
          'entry.4': 'WITHHOLD REDACT_THIRD_PARTY',
          'entry.5': 'HOLD HOLD_UNLABELLED',
        },
        withheldWords: ['Contraceptive implant', 'Depressive disorder', 'sodium valproate'],
      },
    },
  ];
}

/** The plan as the school would pass it on: no lead decision of its own, to an organisation with which it has no agreement. */
function buildCopyOfPlan(): Omit<ReturnType<typeof buildJackiePlan>, 'leadDecision'> {
  const { leadDecision, ...rest } = buildJackiePlan({ messageId: randomUUID(), correlationId: randomUUID() });
  if (leadDecision === undefined) throw new Error('the council’s own plan rests on its lead’s decision');
  return {
    ...rest,
    source: { organisation: { system: 'urn', value: '999001' } },
    author: { role: 'SENCO', id: 'mr.marnock' },
    recipients: [{ organisation: { system: 'ods', value: 'Z9Z9H' }, role: 'VCSE_WORKER' }],
  };
}

/** Plays the scenes, one after the other, and holds each against its scenario; last, a record is asked for. */
export async function playFirstExchanges(
  region: Westmarch,
  verifierKey: string,
): Promise<readonly SceneResult[]> {
  const results: SceneResult[] = [];
  for (const scene of listScenes()) results.push(await playScene(region, scene));
  return [...results, await playFirstPull(region, verifierKey)];
}

async function playScene(region: Westmarch, scene: Scene): Promise<SceneResult> {
  const arrived = async (): Promise<readonly ReceivedDelivery[]> =>
    scene.to === null ? [] : region.peers[scene.to].received();
  const before = (await arrived()).length;
  const { status, body } = await region.peers[scene.from].send(scene.request);
  const [answer] = status < 300 ? (body as ExchangeAnswer).recipients : [];
  if (answer === undefined) {
    return {
      title: scene.title,
      answer,
      differences: [`the gateway answered ${status}: ${JSON.stringify(body)}`],
    };
  }
  const [delivery] = (await arrived()).slice(before);
  const expectedDelivery = scene.to === null ? 'NOT_SENT' : 'DELIVERED';
  const { outcome, segments, withheldWords } = scene.expected;
  const said = new Map(
    answer.segments.map((segment) => [
      segment.segmentId,
      [segment.outcome, ...segment.reasons.map(({ code }) => code)].join(' '),
    ]),
  );
  const differences = [
    ...(answer.outcome === outcome ? [] : [`outcome ${answer.outcome}, not ${outcome}`]),
    ...(answer.delivery === expectedDelivery ? [] : [`delivery ${answer.delivery}, not ${expectedDelivery}`]),
    ...Object.entries(segments)
      .filter(([segmentId, expected]) => said.get(segmentId) !== expected)
      .map(([segmentId, expected]) => `${segmentId} is ${said.get(segmentId) ?? 'absent'}, not ${expected}`),
    ...[...said.keys()]
      .filter((segmentId) => !isEnvelopePart(segmentId) && !Object.hasOwn(segments, segmentId))
      .map((segmentId) => `${segmentId} is not in the scenario`),
    ...(scene.to === null || delivery?.receipt === 'VERIFIED'
      ? []
      : [`the receipt is ${delivery?.receipt ?? 'absent'}`]),
    ...withheldWords
      .filter((word) => delivery?.body.includes(word) === true)
      .map(() => 'a withheld word arrived'),
  ];
  return { title: scene.title, answer, differences };
}

/** Parts of the envelope are named by what they hold, segments and resources by their author or their place. */
function isEnvelopePart(segmentId: string): boolean {
  return /^(?:subject|related|family-informed)\./.test(segmentId);
}
