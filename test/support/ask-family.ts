import { randomUUID } from 'node:crypto';
import type { GatewayAnswer, PartnerRequest } from '../../src/region/partner-system.ts';
import type { RegionPerson } from '../../src/region/westmarch.ts';
import { sue } from './exchanges.ts';

/** Under which key something is asked, and whether a practitioner signed for it. */
export interface AskedHow {
  readonly key?: string;
  readonly isSigned?: boolean;
}

/** A social worker asks whoever decides for a child whether their school may know something; changed as asked. */
export function askAbout(
  council: { send(request: PartnerRequest): Promise<GatewayAnswer> },
  child: RegionPerson,
  more: object = {},
  { key = randomUUID(), isSigned = true }: AskedHow = {},
): Promise<GatewayAnswer> {
  return council.send({
    method: 'POST',
    path: '/v1/choice-requests',
    boundTo: key,
    idempotencyKey: key,
    ...(isSigned ? { practitioner: sue } : {}),
    body: {
      dataSubject: {
        identifiers: [{ system: 'nhs-number', value: child.nhsNumber }],
        demographics: {
          name: { family: child.familyName, given: [child.givenName] },
          birthDate: child.birthDate,
        },
      },
      recipients: { organisations: [{ system: 'urn', value: '999001' }] },
      purpose: 'P02',
      categories: ['ATT', 'SEN'],
      words: 'So that the teachers <b>know</b> why days were missed.',
      ...more,
    },
  });
}
