import { createPublicKey, randomUUID, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asId } from '../../src/platform/index.ts';
import { type TestGateway, readPublic, startTestGateway } from '../support/gateway.ts';
import { noticeFor } from '../support/notice-for.ts';
import { type RawAnswer, type RawPartner, openRawPartner } from '../support/raw-partner.ts';
import { askAsSue, withNotice } from '../support/record-choice.ts';

let system: TestGateway;
let council: RawPartner;
let school: RawPartner;

beforeAll(async () => {
  system = await startTestGateway();
  [council, school] = await Promise.all([openRawPartner(system, 'WMC'), openRawPartner(system, 'FPS')]);
});

afterAll(async () => {
  await Promise.all([council.close(), school.close()]);
  await system.stop();
});

/** A parent's word about Ben, as the council's practitioner writes it down. */
function about(given: 'Anna' | 'Piotr', more: object = {}): object {
  return {
    dataSubject: {
      identifiers: [{ system: 'nhs-number', value: '9990001073' }],
      demographics: { name: { family: 'Kowalski', given: ['Ben'] }, birthDate: '2018-01-22' },
    },
    decidedBy: { relation: 'PR_HOLDER', givenName: given, familyName: 'Kowalski' },
    type: 'SHARE',
    kind: 'CONSENT',
    purposes: ['P07'],
    recipients: { organisations: [{ system: 'urn', value: '999001' }] },
    categories: { permit: ['SEN', 'BEH'] },
    period: { from: '2026-01-01' },
    informationGiven: {
      noticeVersion: 'to be composed',
      language: 'en',
      format: 'standard',
      interpreter: false,
    },
    channel: 'inPerson',
    evidenceRef: 'form-1',
    consequencesExplained: true,
    ...more,
  };
}

async function post(path: string, body: object): Promise<RawAnswer> {
  return askAsSue(council, path, await withNotice(council, body));
}

function get(path: string, headers: Record<string, string> = {}, who = council): Promise<RawAnswer> {
  return who.ask({ method: 'GET', path, headers });
}

function idOf({ json, text, status }: RawAnswer): string {
  const { consentId } = json as { consentId?: string };
  if (consentId === undefined) throw new Error(`${status} ${text}`);
  return consentId;
}

/** Where and by which rule something was refused. */
function errorsOf({ json }: RawAnswer): readonly string[] {
  const { errors = [] } = json as { errors?: readonly { pointer: string; rule: string }[] };
  return errors.map(({ pointer, rule }) => `${pointer} ${rule}`);
}

const withdrawal = {
  withdrawnBy: { relation: 'PR_HOLDER', givenName: 'Anna' },
  channel: 'phone',
  notifyPrior: false,
};

describe('a notice', () => {
  it('is composed in words that say the scope, once, and can be read again', async () => {
    const body = noticeFor(about('Anna')) ?? {};
    const first = await askAsSue(council, '/v1/consent-notices', body);
    expect(first.status).toBe(201);
    const { noticeVersion, text, categories } = first.json as {
      noticeVersion: string;
      text: string;
      categories: string[];
    };
    expect(text).toContain('Fernbeck Primary');
    expect(categories).toEqual(['BEH', 'DEM', 'SEN']);
    const again = await askAsSue(council, '/v1/consent-notices', body);
    expect(again.json).toEqual(first.json);
    expect((await get(`/v1/consent-notices/${noticeVersion}`)).json).toEqual(first.json);
  });

  it('bounds what a choice may permit', async () => {
    const narrow = await withNotice(council, about('Anna'));
    const wider = { ...narrow, categories: { permit: ['SEN', 'BEH', 'MHC'] } };
    const refused = await askAsSue(council, '/v1/consents', wider);
    expect(refused.status).toBe(422);
    expect(refused.json).toMatchObject({
      code: 'consent-invalid',
      errors: [{ pointer: '/categories/permit', rule: 'PERMIT_EXCEEDS_NOTICE' }],
    });
    const unknown = await askAsSue(council, '/v1/consents', about('Anna'));
    expect(unknown.json).toMatchObject({ errors: [{ rule: 'NOTICE_UNKNOWN' }] });
  });
});

describe('the life of a choice over HTTP', () => {
  it('is recorded, changed, reviewed and taken back, with a receipt of each version', async () => {
    const recorded = await post('/v1/consents', about('Anna'));
    expect(recorded.status).toBe(201);
    const path = `/v1/consents/${idOf(recorded)}`;
    const changed = await post(path, about('Anna', { categories: { permit: ['SEN'], deny: ['BEH'] } }));
    expect(changed.json).toMatchObject({ version: 2, status: 'active' });
    const reviewed = await askAsSue(council, `${path}/review`, {
      because: 'CIRCUMSTANCES_CHANGED',
      evidenceRef: 'visit-2',
    });
    expect(reviewed.json).toMatchObject({ version: 3, status: 'pending-reauthorise' });
    const withdrawn = await askAsSue(council, `${path}/withdrawal`, withdrawal);
    expect(withdrawn.json).toMatchObject({ version: 4, status: 'withdrawn' });
    expect((await get(`${path}/versions`)).json).toMatchObject({
      versions: [{ version: 4 }, { version: 3 }, { version: 2 }, { version: 1 }],
    });
    const states = await Promise.all(
      [1, 2, 3, 4].map(async (version) => {
        const { json } = await get(`${path}/receipts/${version}`);
        return (json as { consent_events: [{ event_state: string }] }).consent_events[0].event_state;
      }),
    );
    expect(states).toEqual(['ConsentGiven', 'RenewedConsentGiven', 'ConsentRequested', 'ConsentWithdrawn']);
    expect((await get(`${path}/receipts/5`)).status).toBe(404);
  });

  it('gives receipts that the published key proves, and no other organisation sees', async () => {
    const recorded = await post('/v1/consents', about('Anna'));
    const path = `/v1/consents/${idOf(recorded)}/receipts/1`;
    const receipt = await get(path);
    const signed = await get(path, { accept: 'application/jose' });
    const { keys } = JSON.parse((await readPublic(system, '/receipts/jwks.json')).text) as {
      keys: [Record<string, string>];
    };
    const [header = '', payload = '', signature = ''] = signed.text.split('.');
    const key = createPublicKey({ key: { ...keys[0] }, format: 'jwk' });
    expect(verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))).toBe(
      true,
    );
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toEqual(receipt.json);
    const plain = await get(path, { accept: 'text/plain' });
    expect(plain.text).toContain('- Fernbeck Primary');
    for (const door of [path, `/v1/consents/${idOf(recorded)}`, `/v1/consents/${idOf(recorded)}/versions`]) {
      expect((await get(door, {}, school)).status).toBe(404);
    }
  });

  it('is somebody else’s for the other parent, who is told no more than that', async () => {
    const annas = idOf(await post('/v1/consents', about('Anna')));
    const before = await get(`/v1/consents/${annas}/versions`);
    const refused = await post(`/v1/consents/${annas}`, about('Piotr'));
    expect(refused.json).toMatchObject({
      errors: [
        { pointer: '/dataSubject', rule: 'person-is-certain' },
        { pointer: '/decidedBy', rule: 'decider-is-certain' },
      ],
    });
    expect((await get(`/v1/consents/${annas}/versions`)).json).toEqual(before.json);
  });
});

/** Everything that Anna's practitioner is answered about a choice of hers, from the first word to its end. */
async function walk(): Promise<readonly RawAnswer[]> {
  const recorded = await post('/v1/consents', about('Anna'));
  const path = `/v1/consents/${idOf(recorded)}`;
  const answers = [recorded];
  const ask = async (next: Promise<RawAnswer>): Promise<void> => {
    answers.push(await next);
  };
  await ask(get(path));
  await ask(post('/v1/consents', about('Anna', { purposes: ['P99'] })));
  await ask(post('/v1/consents', about('Anna', { decidedBy: { relation: 'DEPUTY' } })));
  await ask(askAsSue(council, '/v1/consents', about('Anna')));
  await ask(post(path, about('Anna', { categories: { permit: [], deny: 'ALL' } })));
  await ask(post(path, about('Anna')));
  await ask(askAsSue(council, `${path}/review`, { because: 'IN_DOUBT', evidenceRef: 'note' }));
  await ask(askAsSue(council, `${path}/review`, { because: 'IN_DOUBT', evidenceRef: 'note' }));
  await ask(askAsSue(council, `${path}/withdrawal`, withdrawal));
  await ask(askAsSue(council, `${path}/withdrawal`, withdrawal));
  await ask(askAsSue(council, `${path}/review`, { because: 'IN_DOUBT', evidenceRef: 'note' }));
  await ask(get(`${path}/versions`));
  for (const version of [1, 2, 3, 4, 5, 6]) {
    await ask(get(`${path}/receipts/${version}`));
    await ask(get(`${path}/receipts/${version}`, { accept: 'text/plain' }));
  }
  await ask(get(`${path}/receipts/1`, { accept: 'application/jose' }));
  return answers;
}

/** What an answer shows, with the names and instants of this run taken out; every other byte stays. */
function shown({ status, headers, text, json }: RawAnswer, run: readonly RawAnswer[]): object {
  const own = (run[0]?.json as { consentId: string }).consentId;
  const payload = text.split('.')[1];
  const readable =
    json === null && payload !== undefined && !text.includes('\n')
      ? Buffer.from(payload, 'base64url').toString()
      : text;
  const neutral = readable
    .replaceAll(own, 'ID')
    .replaceAll(String(headers['assent-exchange-id']), 'EXCHANGE')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'INSTANT')
    .replaceAll(/"(pii_principal_id|entity_id)":"[\w-]{43}"/g, '"$1":"PSEUDONYM"');
  return { status, headers: Object.keys(headers).toSorted(), length: neutral.length, neutral };
}

describe('what is said twice', () => {
  it('is one withdrawal: the same answer, one version, and no word about telling others afterwards', async () => {
    const path = `/v1/consents/${idOf(await post('/v1/consents', about('Anna')))}`;
    const first = await askAsSue(council, `${path}/withdrawal`, withdrawal);
    expect(first.json).toMatchObject({ version: 2, status: 'withdrawn' });
    const again = await askAsSue(council, `${path}/withdrawal`, withdrawal);
    expect([again.status, again.json]).toEqual([200, first.json]);
    expect((await get(`${path}/versions`)).json).toMatchObject({
      versions: [{ version: 2 }, { version: 1 }],
    });
    const later = await askAsSue(council, `${path}/withdrawal`, { ...withdrawal, notifyPrior: true });
    expect([later.status, errorsOf(later)]).toEqual([422, ['/notifyPrior CONSENT_MOVES_FORWARD']]);
    const other = { ...withdrawal, withdrawnBy: { relation: 'PR_HOLDER', givenName: 'Piotr' } };
    const refused = await askAsSue(council, `${path}/withdrawal`, other);
    expect([refused.status, errorsOf(refused)]).toEqual([422, ['/withdrawnBy DECIDER_HAS_NO_AUTHORITY']]);
  });

  it('is nobody’s who did not make it: the child who does not decide, a name that fits nobody, another capacity', async () => {
    const path = `/v1/consents/${idOf(await post('/v1/consents', about('Anna')))}`;
    for (const withdrawnBy of [
      { relation: 'SELF' },
      { relation: 'PR_HOLDER', givenName: 'Grandmother' },
      { relation: 'DEPUTY' },
      { organisation: 'LA_CARE_ORDER' },
      { identifiers: [{ system: 'nhs-number', value: '9990001022' }] },
    ]) {
      const refused = await askAsSue(council, `${path}/withdrawal`, { ...withdrawal, withdrawnBy });
      expect([refused.status, errorsOf(refused)]).toEqual([422, ['/withdrawnBy decider-is-certain']]);
    }
    expect((await get(path)).json).toMatchObject({ version: 1, status: 'active' });
    const anna = { relation: 'PR_HOLDER', familyName: 'kowalski' };
    const taken = await askAsSue(council, `${path}/withdrawal`, { ...withdrawal, withdrawnBy: anna });
    expect(taken.json).toMatchObject({ version: 2, status: 'withdrawn' });
  });

  it('keeps the reason that was given, and is not refused for want of one', async () => {
    const takeBack = async (more: object): Promise<unknown> => {
      const consentId = idOf(await post('/v1/consents', about('Anna')));
      const answer = await askAsSue(council, `/v1/consents/${consentId}/withdrawal`, {
        ...withdrawal,
        ...more,
      });
      expect(answer.status).toBe(200);
      const [newest] = await system.rooms.consents.findHistory(asId<'Consent'>(consentId));
      return newest?.body;
    };
    expect(await takeBack({ reason: 'They asked too much.', evidenceRef: 'call-7' })).toMatchObject({
      lastMove: { reason: 'They asked too much.', evidenceRef: 'call-7' },
    });
    expect(await takeBack({ reason: ' ', evidenceRef: '' })).toMatchObject({
      lastMove: { reason: 'withdrawn', evidenceRef: expect.stringMatching(/^assertion /u) },
    });
  });

  it('is one doubt, and one mistake after which there is nothing to take back', async () => {
    const path = `/v1/consents/${idOf(await post('/v1/consents', about('Anna')))}`;
    const review = (because: string): Promise<RawAnswer> =>
      askAsSue(council, `${path}/review`, { because, evidenceRef: 'visit-3' });
    const doubt = await review('IN_DOUBT');
    expect((await review('IN_DOUBT')).json).toEqual(doubt.json);
    const mistake = await review('ENTERED_IN_ERROR');
    expect((await review('ENTERED_IN_ERROR')).json).toEqual(mistake.json);
    const back = await askAsSue(council, `${path}/withdrawal`, withdrawal);
    expect([back.status, errorsOf(back)]).toEqual([422, ['id CONSENT_MOVES_FORWARD']]);
    expect(back.text).toContain('written down by mistake');
  });

  it('is refused at a place that the sender knows, with what to do', async () => {
    const permitted = about('Anna');
    const cases: readonly (readonly [string, object, string])[] = [
      [
        'a choice that is over before it begins',
        { period: { from: '2026-02-01', to: '2026-01-01' } },
        '/period',
      ],
      ['no recipient', { recipients: { organisations: [] } }, '/recipients'],
      ['a permit for every purpose', { purposes: 'ALL' }, '/purposes'],
      ['nobody who may decide', { decidedBy: { relation: 'DEPUTY' } }, '/decidedBy'],
      ['nothing of what was explained', { consequencesExplained: false }, '/consequencesExplained'],
    ];
    for (const [, more, pointer] of cases) {
      const refused = await askAsSue(council, '/v1/consents', { ...permitted, ...more });
      const { errors } = refused.json as { errors: { pointer: string; message: string }[] };
      expect(refused.status).toBe(422);
      expect(errors.map((each) => each.pointer)).toContain(pointer);
      // Each is a sentence that ends, and begins as one says it.
      for (const { message } of errors) expect(message).toMatch(/^[A-Z].*\.$/u);
    }
  });
});

describe('one parent', () => {
  it('never learns from any answer, receipt, error or notice that the other has answered', async () => {
    const alone = await walk();
    const piotrs = idOf(
      await post('/v1/consents', about('Piotr', { categories: { permit: [], deny: ['SEN', 'BEH'] } })),
    );
    await post(`/v1/consents/${piotrs}`, about('Piotr', { categories: { permit: [], deny: 'ALL' } }));
    await askAsSue(council, `/v1/consents/${piotrs}/withdrawal`, {
      ...withdrawal,
      withdrawnBy: { relation: 'PR_HOLDER', givenName: 'Piotr' },
    });
    await post('/v1/consents', about('Piotr', { categories: { permit: ['SEN'] } }));
    const beside = await walk();
    expect(beside.map((answer) => shown(answer, beside))).toEqual(
      alone.map((answer) => shown(answer, alone)),
    );
    expect(alone.map(({ status }) => status)).toEqual([
      201,
      200,
      422,
      422,
      422,
      200,
      200,
      200,
      200,
      200,
      200,
      422,
      200,
      ...Array.from({ length: 10 }, () => 200),
      404,
      404,
      200,
    ]);
    const everything = beside.map(({ text }) => text).join('\n');
    expect(everything).not.toContain(piotrs);
    expect(everything).not.toContain('Piotr');
  });
});

describe('asking once (SEND Regulations 2014 reg 6(4))', () => {
  it('takes the word of all three, and any of them ends it', async () => {
    const proposal = {
      dataSubject: (about('Anna') as { dataSubject: object }).dataSubject,
      advice: { kind: 'EDUCATION', reference: 'advice-7', givenOn: '2026-10-12' },
      author: { system: 'urn', value: '999001' },
      council: { system: 'ods', value: 'Z9Z9A' },
      evidenceRef: 'meeting-1',
    };
    const proposed = await askAsSue(council, '/v1/reuse-agreements', proposal);
    expect(proposed.json).toMatchObject({
      state: 'PROPOSED',
      agreed: { author: false, council: true, family: false },
    });
    const path = `/v1/reuse-agreements/${(proposed.json as { agreementId: string }).agreementId}`;
    const family = await askAsSue(council, `${path}/agreement`, {
      decidedBy: { relation: 'PR_HOLDER', givenName: 'Anna' },
      evidenceRef: 'call-1',
    });
    expect(family.json).toMatchObject({ state: 'PROPOSED', agreed: { family: true } });
    const nobody = await askAsSue(council, `${path}/agreement`, {
      decidedBy: { relation: 'LPA' },
      evidenceRef: 'call-1',
    });
    expect(nobody.status).toBe(422);
    const key = randomUUID();
    const author = await school.ask({
      path: `${path}/agreement`,
      headers: {
        'idempotency-key': key,
        'assent-user-assertion': await school.signAssertion({ staffId: 'mr.marnock', role: 'SENCO' }, key),
      },
      body: JSON.stringify({ evidenceRef: 'note-3' }),
    });
    expect(author.json).toMatchObject({
      state: 'AGREED',
      agreed: { author: true, council: true, family: true },
    });
    expect((await get(path, {}, school)).json).toMatchObject({ state: 'AGREED' });
    const ended = await askAsSue(council, `${path}/end`, { for: 'FAMILY', evidenceRef: 'call-2' });
    expect(ended.json).toMatchObject({ state: 'ENDED' });
  });

  it('is not proposed for advice that is still to be given, or for days that are over', async () => {
    const proposal = {
      dataSubject: (about('Anna') as { dataSubject: object }).dataSubject,
      advice: { kind: 'EDUCATION', reference: 'advice-8', givenOn: '2199-01-01' },
      author: { system: 'urn', value: '999001' },
      council: { system: 'ods', value: 'Z9Z9A' },
      lastDay: '2026-10-01',
      evidenceRef: 'meeting-1',
    };
    const refused = await askAsSue(council, '/v1/reuse-agreements', proposal);
    const { errors } = refused.json as { errors: readonly { pointer: string; rule: string }[] };
    expect([refused.status, ...errors.map(({ pointer, rule }) => `${pointer} ${rule}`)]).toEqual([
      422,
      '/advice/givenOn day-has-come',
      '/lastDay day-is-left',
    ]);
  });
});
