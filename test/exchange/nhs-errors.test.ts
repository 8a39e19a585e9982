import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { permit, registerNotice, searchFhir, sendFhir } from '../support/fhir-consent.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { haveNhsExamples, listNhsExamples, readNhsExample } from '../support/nhs-examples.ts';
import { makeMistake, mistakenConsents, mistakenSearches } from '../support/nhs-mistakes.ts';
import { type RawAnswer, type RawPartner, openRawPartner } from '../support/raw-partner.ts';

/* The NHS error files through the gateway's own doors, over HTTPS. What becomes of every other file: fhir-consent-examples. */
let system: TestGateway;
let council: RawPartner;

const describeNhs = haveNhsExamples ? describe : describe.skip;
const fhir = 'application/fhir+json';

beforeAll(async () => {
  system = await startTestGateway();
  council = await openRawPartner(system, 'WMC');
});

afterAll(async () => {
  await council.close();
  await system.stop();
});

interface Made {
  readonly id: string;
}

/** The codes of the NHS service in an OperationOutcome. */
function codesIn({ json }: Pick<RawAnswer, 'json'>): readonly string[] {
  const { resourceType, issue } = json as {
    resourceType: string;
    issue: readonly { severity: string; details: { coding: readonly { code: string }[] } }[];
  };
  expect(resourceType).toBe('OperationOutcome');
  expect(issue.every(({ severity }) => severity === 'error')).toBe(true);
  return issue.flatMap(({ details }) => details.coding.map(({ code }) => code));
}

function codesOfFile(name: string): readonly string[] {
  return readNhsExample(`responses/${name}`).flatMap(({ value }) => codesIn({ json: value }));
}

describeNhs(
  'the NHS error files of creating and finding proxy roles (skipped where ../shared/data is absent)',
  () => {
    it.each(Object.entries(mistakenConsents))('%s is answered with its code', async (name, change) => {
      const answer = await sendFhir(council, makeMistake(change));
      expect([400, 422]).toContain(answer.status);
      expect(codesIn(answer)).toEqual(expect.arrayContaining([...codesOfFile(name)]));
    });

    it.each(Object.entries(mistakenSearches))('%s is answered with its code', async (name, form) => {
      const answer = await searchFhir(council, form);
      expect([400, 422]).toContain(answer.status);
      expect(codesIn(answer)).toEqual(expect.arrayContaining([...codesOfFile(name)]));
    });
  },
);

/** What the NHS service offers and the gateway does not: changing a role in place, and asking for one by a questionnaire. */
describeNhs('the NHS requests that have no door here (skipped where ../shared/data is absent)', () => {
  const requestsIn = (folder: string): readonly string[] =>
    listNhsExamples().filter((name) => name.startsWith(`requests/${folder}/`));
  /** Ours beside theirs. */
  const notAllowed = haveNhsExamples
    ? ['method-not-allowed', ...codesOfFile('errors/method-not-allowed.yaml')]
    : [];
  const send = (
    method: 'PATCH' | 'POST' | 'GET',
    path: string,
    body?: string,
    type = fhir,
  ): Promise<RawAnswer> =>
    council.ask({
      method,
      path,
      headers: { 'content-type': body === undefined ? null : type },
      ...(body === undefined ? {} : { body }),
    });

  it.each(requestsIn('PATCH_Consent'))(
    '%s changes nothing: METHOD_NOT_ALLOWED, and what is',
    async (name) => {
      const made = (await sendFhir(council, permit(await registerNotice(council)))).json as Made;
      const path = `/fhir/R4/Consent/${made.id}`;
      for (const { value } of readNhsExample(name)) {
        for (const type of ['application/json-patch+json', fhir]) {
          const answer = await send('PATCH', path, JSON.stringify(value), type);
          expect([answer.status, answer.headers['allow'], codesIn(answer)]).toEqual([
            405,
            'GET, PUT',
            notAllowed,
          ]);
        }
      }
      expect((await council.ask({ method: 'GET', path })).json).toEqual(made);
    },
  );

  it('nor does a PATCH of what is not there say so', async () => {
    const [known, unknown] = [
      (await sendFhir(council, permit(await registerNotice(council)))).json as Made,
      { id: randomUUID() },
    ];
    const told = await Promise.all(
      [known, unknown].map(({ id }) =>
        send('PATCH', `/fhir/R4/Consent/${id}`, '[]', 'application/json-patch+json'),
      ),
    );
    expect(told.map(codesIn)).toEqual([notAllowed, notAllowed]);
  });

  it.each(requestsIn('POST_QuestionnaireResponse'))('%s: METHOD_NOT_ALLOWED', async (name) => {
    for (const { value } of readNhsExample(name)) {
      const answer = await send('POST', '/fhir/R4/QuestionnaireResponse', JSON.stringify(value));
      expect([answer.status, codesIn(answer)]).toEqual([405, notAllowed]);
    }
  });

  it('a look for RelatedPerson names no person in its address', async () => {
    const answer = await send('GET', '/fhir/R4/RelatedPerson?identifier=9000000017');
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(codesIn(answer)).not.toEqual([]);
    expect(answer.text).not.toContain('9000000017');
  });
});
