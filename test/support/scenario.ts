import { randomUUID } from 'node:crypto';
import { type AgreementDraft, createAgreementSignature, publicPartOf } from '../../src/agreements/index.ts';
import type {
  AuthorityAnswer,
  ChoiceAnswer,
  ExchangeAnswer,
  HoldAnswer,
  HoldListAnswer,
  RecipientAnswer,
} from '../../src/exchange/index.ts';
import type { Message, Question } from '../../src/records/index.ts';
import type { ActingPractitioner, GatewayAnswer, PartnerRequest } from '../../src/region/partner-system.ts';
import { type PartnerSystem, createPartnerSystem } from '../../src/region/index.ts';
import { type OrganisationKey, type RegionPerson, organisations } from '../../src/region/westmarch.ts';
import {
  type MessageTypeCode,
  type PurposeCode,
  type RoleCode,
  scopeCodes,
} from '../../src/vocabulary/index.ts';
import { valueOf } from './agreements.ts';
import { asExchange, onlyRecipient, without } from './exchanges.ts';
import type { TestGateway } from './gateway.ts';
import { nameSubject } from './scenario-words.ts';
import { recordWorksWith } from './works-with.ts';
import { noticeFor } from './notice-for.ts';

/** Any of the region's organisations that can ask the gateway something. */
type Asking = Pick<PartnerSystem, 'send'>;

/** How a question is asked: by whom for their organisation, and at which instant. */
interface Circumstances {
  readonly practitioner?: ActingPractitioner;
  /** ISO 8601. */
  readonly at?: string;
}

/** A question in short: what differs from one scenario to the next. */
export interface ShortQuestion extends Partial<Omit<Question, 'form' | 'source' | 'recipients' | 'subject'>> {
  readonly type: MessageTypeCode;
  readonly purposeCode: PurposeCode;
  readonly about: RegionPerson;
  readonly to: Question['recipients'][number] | readonly Question['recipients'][number][];
  readonly department?: NonNullable<Question['source']['department']>;
  readonly segments: Question['segments'];
}

/**
 * The doors of the gateway as practitioners of the whole region go through them, for the scenarios of docs/domain/07. Nothing is
 * put into a register or a room behind their back, but what no door takes: organisations, systems and agreements.
 */
export class Scenario {
  readonly #system: TestGateway;
  readonly #opened = new Map<OrganisationKey, PartnerSystem>();

  constructor(system: TestGateway) {
    this.#system = system;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#opened.values()].map((partner) => partner.close()));
  }

  /** The system of an organisation; one that the region does not run is admitted, to ask and not to receive. */
  async as(key: OrganisationKey): Promise<Asking> {
    const { peers } = this.#system.region;
    if (key === 'WMC' || key === 'FPS' || key === 'WGH') return peers[key];
    const opened = this.#opened.get(key) ?? (await this.#admit(key));
    this.#opened.set(key, opened);
    return opened;
  }

  /** Enters practitioners into an organisation's staff register, trained and active. */
  async employ(key: OrganisationKey, ...practitioners: readonly ActingPractitioner[]): Promise<void> {
    const { rooms, region } = this.#system;
    for (const { staffId, role } of practitioners) {
      valueOf(
        await rooms.agreements.recordStaff(region.organisations[key], {
          staffId,
          roles: [role as RoleCode],
          trainingValidTo: '2030-12-31',
          activeFrom: '2020-01-01',
        }),
      );
    }
  }

  /** Proposed by the source and signed by both sides, each with its own key. Answers how the source ends it. */
  async agree(
    source: OrganisationKey,
    recipient: OrganisationKey,
    terms: Pick<AgreementDraft, 'purposes' | 'messageTypes' | 'legalPowers'> & Partial<AgreementDraft>,
  ): Promise<void> {
    const { rooms, region } = this.#system;
    const register = rooms.agreements;
    const sides = [source, recipient] as const;
    const named = sides.map((key) => {
      const [{ system, value }] = organisations[key].identifiers;
      return `${system}:${value}`;
    });
    const [from = '', to = ''] = named;
    const proposed = valueOf(
      await register.proposeAgreement(region.organisations[source], {
        kind: 'DSA',
        title: `${source} to ${recipient}: ${randomUUID()}`,
        parties: named.map((organisation) => ({ organisation, departments: 'ALL' as const })),
        flows: [{ source: from, recipient: to }],
        categories: 'ALL',
        modes: ['EXISTENCE', 'CONTENT'],
        validFrom: '2026-01-01',
        validTo: '2029-12-31',
        reviewOn: '2027-09-01',
        ...terms,
      }),
    );
    for (const side of sides) {
      const organisationId = region.organisations[side];
      const jwk = await region.prepared.authority.openSigningKey(`${side.toLowerCase()}-agreements`);
      const known = (await register.listKeys(organisationId)).some(({ key }) => key.kid === jwk.kid);
      if (!known) valueOf(await register.addOrganisationKey(organisationId, publicPartOf(jwk)));
      const { agreementId, version, termsHash } = proposed;
      const jws = valueOf(
        await createAgreementSignature({ agreementId, version, organisationId, termsHash }, jwk),
      );
      valueOf(await register.signAgreement(agreementId, organisationId, jws));
    }
  }

  /** Asks “Can I share?” by labels alone. */
  async ask(
    key: OrganisationKey,
    question: ShortQuestion,
    circumstances: Circumstances,
  ): Promise<ExchangeAnswer> {
    return asExchange(await this.tryToAsk(key, question, circumstances));
  }

  /** The same, of one recipient. */
  async askOne(
    key: OrganisationKey,
    question: ShortQuestion,
    circumstances: Circumstances,
  ): Promise<RecipientAnswer & Pick<ExchangeAnswer, 'exchangeId'>> {
    const answer = await this.ask(key, question, circumstances);
    return { ...onlyRecipient(answer), exchangeId: answer.exchangeId };
  }

  /** The same, whatever comes of it. */
  async tryToAsk(
    key: OrganisationKey,
    { about, to, department, ...more }: ShortQuestion,
    { practitioner, at }: Circumstances,
  ): Promise<GatewayAnswer> {
    const [organisation] = organisations[key].identifiers;
    const body: Question = {
      form: 'question',
      messageId: randomUUID(),
      urgency: 'ROUTINE',
      ...more,
      source: { organisation, ...(department === undefined ? {} : { department }) },
      recipients: (Array.isArray(to) ? to : [to]) as Question['recipients'],
      subject: nameSubject(about),
    };
    const asking = await this.as(key);
    return asking.send({
      method: 'POST',
      path: '/v1/decisions',
      body,
      boundTo: body.messageId,
      ...(practitioner === undefined ? {} : { practitioner }),
      ...(at === undefined ? {} : { evaluateAt: at }),
    });
  }

  /** Sends a message for real. */
  async push(
    key: OrganisationKey,
    message: Message,
    { practitioner, at }: Circumstances,
  ): Promise<GatewayAnswer> {
    const asking = await this.as(key);
    return asking.send({
      method: 'POST',
      path: '/v1/messages',
      body: message,
      boundTo: message.messageId,
      ...(practitioner === undefined ? {} : { practitioner }),
      ...(at === undefined ? {} : { evaluateAt: at }),
    });
  }

  /** Anything else that a practitioner does. */
  async act(
    key: OrganisationKey,
    path: string,
    body: object | undefined,
    { practitioner, at }: Circumstances,
  ): Promise<GatewayAnswer> {
    const idempotencyKey = randomUUID();
    const asking = await this.as(key);
    const request: PartnerRequest = {
      method: body === undefined ? 'GET' : 'POST',
      path,
      ...(body === undefined ? {} : { body }),
      idempotencyKey,
      boundTo: idempotencyKey,
      ...(practitioner === undefined ? {} : { practitioner }),
      ...(at === undefined ? {} : { evaluateAt: at }),
    };
    return asking.send(request);
  }

  /** Records a choice, on a notice that names exactly what it permits. */
  async tryToChoose(
    key: OrganisationKey,
    choice: object,
    circumstances: Circumstances,
  ): Promise<GatewayAnswer> {
    const notice = noticeFor(choice);
    const permits = (choice as { categories?: { permit?: readonly string[] } }).categories?.permit ?? [];
    const agrees = (choice as { answer?: string }).answer === 'AGREES';
    if (notice === undefined || (permits.length === 0 && !agrees))
      return this.act(key, '/v1/consents', without(choice, 'informationGiven' as never), circumstances);
    const shown = await this.act(key, '/v1/consent-notices', notice, circumstances);
    const { noticeVersion } = shown.body as { readonly noticeVersion?: string };
    if (noticeVersion === undefined) throw new Error(JSON.stringify(shown.body));
    const given = (choice as { informationGiven: object }).informationGiven;
    const body = { ...choice, informationGiven: { ...given, noticeVersion } };
    return this.act(key, '/v1/consents', body, circumstances);
  }

  /** The same; it must be taken. */
  async choose(key: OrganisationKey, choice: object, circumstances: Circumstances): Promise<ChoiceAnswer> {
    const answer = await this.tryToChoose(key, choice, circumstances);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body as ChoiceAnswer;
  }

  /** Has a practitioner's organisation record that they work with somebody, from a day on. */
  async worksWith(
    key: OrganisationKey,
    subject: Parameters<typeof nameSubject>[0],
    practitioner: ActingPractitioner,
    from: string,
  ): Promise<void> {
    await recordWorksWith(await this.as(key), nameSubject(subject), practitioner, from);
  }

  /** Takes a choice back. */
  async withdraw(
    key: OrganisationKey,
    { consentId }: ChoiceAnswer,
    body: object,
    circumstances: Circumstances,
  ): Promise<void> {
    const said = { channel: 'phone', notifyPrior: true, ...body };
    const answer = await this.act(key, `/v1/consents/${consentId}/withdrawal`, said, circumstances);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  }

  /** Records a change of who may decide. */
  tryToRecord(
    key: OrganisationKey,
    about: RegionPerson,
    event: object,
    circumstances: Circumstances,
  ): Promise<GatewayAnswer> {
    const body = { dataSubject: nameSubject(about), evidenceRef: 'file 7', event };
    return this.act(key, '/v1/authority', body, circumstances);
  }

  /** The same; it must be taken. */
  async record(
    key: OrganisationKey,
    about: RegionPerson,
    event: object,
    circumstances: Circumstances,
  ): Promise<AuthorityAnswer> {
    const answer = await this.tryToRecord(key, about, event, circumstances);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body as AuthorityAnswer;
  }

  /** What waits before a practitioner, of one exchange. */
  async holdsOf(
    key: OrganisationKey,
    exchangeId: string,
    circumstances: Circumstances,
  ): Promise<readonly HoldAnswer[]> {
    const { status, body } = await this.act(key, '/v1/holds', undefined, circumstances);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return (body as HoldListAnswer).holds.filter((hold) => hold.exchangeId === exchangeId);
  }

  /** The judgement of a named person on what waits. */
  judge(
    key: OrganisationKey,
    hold: HoldAnswer | undefined,
    said: object,
    circumstances: Circumstances,
  ): Promise<GatewayAnswer> {
    return this.act(key, `/v1/holds/${hold?.holdId ?? randomUUID()}/decision`, said, circumstances);
  }

  async #admit(key: OrganisationKey): Promise<PartnerSystem> {
    const { config, region, rooms } = this.#system;
    const { authority, authorityFile } = region.prepared;
    const clientId = `${key.toLowerCase()}-records`;
    const certificate = await authority.issueSystemClient(clientId, organisations[key].name);
    const signingKey = await authority.openSigningKey(clientId);
    valueOf(
      await rooms.agreements.registerSystem(region.organisations[key], {
        clientId,
        name: `${clientId} (synthetic)`,
        scopes: [...scopeCodes],
        keys: [{ jwk: publicPartOf(signingKey) }],
        certificates: [{ thumbprint: certificate.thumbprint }],
      }),
    );
    return createPartnerSystem({
      clientId,
      gateway: config.publicUrl,
      audience: config.tokens.audience,
      certificateFile: certificate.path,
      authorityFile,
      signingKeyFile: `${config.certsDirectory}/keys/${clientId}.jwk.json`,
    });
  }
}
