import { randomUUID } from 'node:crypto';
import type { RawAnswer, RawPartner } from './raw-partner.ts';
import { noticeFor } from './notice-for.ts';
import { sue } from './send-plan.ts';

/** Whom a choice is about and who made it, as a practitioner names them. */
export interface NamedPeople {
  readonly nhsNumber: string;
  readonly family: string;
  readonly given: string;
  readonly birthDate: string;
}

/** Jackie, whose mother decides for her. */
export const jackie: NamedPeople = {
  nhsNumber: '9990001014',
  family: 'Cormack',
  given: 'Jackie',
  birthDate: '2017-05-14',
};

/** Her mother's word that her school may know of her attendance, as the council records it. */
export function choiceAbout({ nhsNumber, family, given, birthDate }: NamedPeople): object {
  return {
    dataSubject: {
      identifiers: [{ system: 'nhs-number', value: nhsNumber }],
      demographics: { name: { family, given: [given] }, birthDate },
    },
    decidedBy: { relation: 'PR_HOLDER' },
    type: 'SHARE',
    kind: 'CONSENT',
    purposes: ['P07'],
    recipients: { organisations: [{ system: 'urn', value: '999001' }] },
    categories: { permit: ['ATT'] },
    period: { from: '2026-01-06' },
    informationGiven: {
      noticeVersion: 'to be registered',
      language: 'en',
      format: 'standard',
      interpreter: false,
    },
    channel: 'inPerson',
    evidenceRef: 'form 12',
    consequencesExplained: true,
  };
}

/** Lets the council's social worker record a choice, after the notice that it was made on. */
export async function recordChoice(
  council: RawPartner,
  body: object = choiceAbout(jackie),
): Promise<RawAnswer> {
  return askAsSue(council, '/v1/consents', await withNotice(council, body));
}

/** A request of Sue's for the council. */
export async function askAsSue(council: RawPartner, path: string, body: object): Promise<RawAnswer> {
  const key = randomUUID();
  return council.ask({
    path,
    headers: { 'idempotency-key': key, 'assent-user-assertion': await council.signAssertion(sue, key) },
    body: JSON.stringify(body),
  });
}

/** The choice on a notice that names exactly what it permits, registered by the council. What cannot be registered stays. */
export async function withNotice(council: RawPartner, body: object): Promise<object> {
  const notice = noticeFor(body);
  if (notice === undefined) return body;
  const answer = await askAsSue(council, '/v1/consent-notices', notice);
  const { noticeVersion } = answer.json as { noticeVersion?: string };
  if (noticeVersion === undefined) return body;
  const given = (body as { informationGiven: object }).informationGiven;
  return { ...body, informationGiven: { ...given, noticeVersion } };
}
