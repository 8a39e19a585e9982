import { randomUUID } from 'node:crypto';
import { isJsonArray, isJsonObject, type JsonValue } from '../platform/index.ts';
import { checkReceipt } from './check-receipt.ts';
import type { SceneResult } from './scene-result.ts';
import { listHospitalRecords } from './hospital-records.ts';
import type { Westmarch } from './open-westmarch.ts';
import type { PartnerRequest } from './partner-system.ts';

const at = '2027-04-30T10:00:00Z';
const coordinator = { staffId: 'ehc.coordinator', role: 'EHC_COORD' } as const;
const amara = {
  identifiers: [{ system: 'nhs-number', value: '9990001030' }],
  demographics: { name: { family: 'Osei', given: ['Amara'] }, birthDate: '2012-11-02' },
};

/** What must be given of what the hospital holds, and words of the rest. */
const expected = {
  given: ['Condition/autism', 'Condition/epilepsy'],
  withheldWords: ['Contraceptive implant', 'Depressive disorder', 'sodium valproate'],
};

/** The coordinator works with Amara, and asks the hospital for her conditions and what was written about her. */
function listRequests(): readonly [relationship: PartnerRequest, pull: PartnerRequest] {
  const requestId = randomUUID();
  return [
    {
      method: 'POST',
      path: '/v1/relationships',
      body: {
        dataSubject: amara,
        kind: 'WORKING',
        ...coordinator,
        basis: 'DIRECT_CARE',
        evidenceRef: 'needs-assessment',
        from: '2026-09-01',
      },
      practitioner: coordinator,
      idempotencyKey: 'needs-assessment-coordinator',
      evaluateAt: at,
    },
    {
      method: 'POST',
      path: '/v1/requests',
      body: {
        requestId,
        type: 'FHIR',
        resourceTypes: ['Condition', 'Communication'],
        source: { organisation: { system: 'ods', value: 'Z9Z9C' } },
        reader: { role: 'EHC_COORD', department: 'SEND' },
        urgency: 'ROUTINE',
        purposeCode: 'P03',
        legalPower: ['CFA2014_S36_S44'],
        subject: amara,
      },
      practitioner: coordinator,
      boundTo: requestId,
      evaluateAt: at,
    },
  ];
}

/** The council asks for what the hospital's own FHIR server holds, and what comes is held against docs/domain/07 AC3. */
export async function playFirstPull(
  { peers: { WMC } }: Pick<Westmarch, 'peers'>,
  verifierKey: string,
): Promise<SceneResult> {
  const title = 'AC3 Amara’s conditions as FHIR: the council asks, the hospital’s server is searched';
  const [relationship, pull] = listRequests();
  const recorded = await WMC.send(relationship);
  const answer = await WMC.send(pull);
  if (answer.status !== 200)
    return {
      title,
      answer: undefined,
      differences: [
        `the gateway answered ${recorded.status} and ${answer.status}: ${JSON.stringify(answer.body)}`,
      ],
    };
  const given = listGiven(answer.body as JsonValue);
  const receipt = checkReceipt(answer.headers, Buffer.from(answer.text), verifierKey);
  return {
    title,
    answer: undefined,
    outcome: given.length < listHospitalRecords().length ? 'FORWARD_REDACTED' : 'FORWARD',
    given,
    differences: [
      ...(given.join() === expected.given.join() ? [] : [`given were ${given.join(', ')}`]),
      ...(receipt === 'VERIFIED' ? [] : [`the receipt is ${receipt}`]),
      ...expected.withheldWords
        .filter((word) => answer.text.includes(word))
        .map(() => 'a withheld word arrived'),
    ],
  };
}

/** The resources that came, as `Type/id`. */
function listGiven(record: JsonValue): readonly string[] {
  const bundle = isJsonObject(record) ? record['resource'] : undefined;
  const entries = isJsonObject(bundle) ? bundle['entry'] : undefined;
  return (isJsonArray(entries) ? entries : []).flatMap((entry) => {
    const resource = isJsonObject(entry) ? entry['resource'] : undefined;
    if (!isJsonObject(resource)) return [];
    const { resourceType, id } = resource;
    return typeof resourceType === 'string' && typeof id === 'string' ? [`${resourceType}/${id}`] : [];
  });
}
