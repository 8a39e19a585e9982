import { randomUUID } from 'node:crypto';
import type { ChoiceAnswer, ExchangeAnswer } from '../../src/exchange/index.ts';
import type { GatewayAnswer } from '../../src/region/partner-system.ts';
import type { ReceivedDelivery } from '../../src/region/peer-messages.ts';
import { asExchange, eventually, freshPlan, planSentAt, push, sue, wendysChoice } from './exchanges.ts';
import type { TestGateway } from './gateway.ts';
import { onNotice } from './on-notice.ts';

/** The body of a consent event (M18). */
export interface ConsentEventBody {
  readonly type: string;
  readonly correlationId: string;
  readonly exchangeId: string;
  readonly event: {
    readonly kind: string;
    readonly earlierExchangeId: string;
    readonly earlierMessageId: string;
    readonly categories: readonly string[];
    readonly instruction: string;
  };
}

/** Wendy's choices about Jackie, what the school was given because of them, and what it was told afterwards. */
export class EarlierRecipients {
  readonly #system: TestGateway;

  constructor(system: TestGateway) {
    this.#system = system;
  }

  /** Records a choice, or chooses again in a record that there is; gives the record. */
  async choose(more: object = {}, consentId?: string): Promise<string> {
    const path = consentId === undefined ? '/v1/consents' : `/v1/consents/${consentId}`;
    const body = await onNotice(this.#system.rooms, wendysChoice(more));
    const { consentId: recorded } = asChoice(await this.#post(path, body));
    return recorded;
  }

  async withdraw(consentId: string, more: object = {}): Promise<void> {
    const body = { withdrawnBy: { relation: 'PR_HOLDER', givenName: 'Wendy' }, channel: 'phone', ...more };
    const { status } = asChoice(await this.#post(`/v1/consents/${consentId}/withdrawal`, body));
    if (status !== 'withdrawn') throw new Error(`it is ${status}`);
  }

  /** Says why a record is no longer relied on. */
  async review(consentId: string, because: string): Promise<void> {
    asChoice(await this.#post(`/v1/consents/${consentId}/review`, { because, evidenceRef: 'visit-note' }));
  }

  /** Sends the plan, which arrives. */
  async sendPlan(): Promise<ExchangeAnswer> {
    const sent = asExchange(
      await this.#system.region.peers.WMC.send(push(freshPlan(), sue, { evaluateAt: planSentAt })),
    );
    if (sent.recipients[0]?.delivery !== 'DELIVERED') throw new Error('the plan did not arrive');
    return sent;
  }

  /** What the school was told of an exchange. */
  async toldOf({ exchangeId }: ExchangeAnswer): Promise<readonly ReceivedDelivery[]> {
    const received = await this.#system.region.peers.FPS.received();
    return received.filter(
      ({ headers, body }) => headers['assent-message-type'] === 'M18' && body.includes(exchangeId),
    );
  }

  waitUntilTold(exchange: ExchangeAnswer): Promise<ReceivedDelivery> {
    return eventually(async () => (await this.toldOf(exchange))[0], 'the school was told');
  }

  /** Everything has been done that follows the last change of a record. */
  async waitUntilFollowed(consentId: string): Promise<void> {
    await eventually(async () => {
      const { rowCount } = await this.#system.database.owner.query(
        'select 1 from exchange.withdrawals where consent_id = $1 and followed_at is not null',
        [consentId],
      );
      return rowCount === 1 ? true : undefined;
    }, 'the change was followed up');
  }

  /** And whoever had to be told of it was told, and that is written down. */
  async waitUntilAllTold(consentId: string): Promise<void> {
    await this.waitUntilFollowed(consentId);
    await eventually(async () => {
      const { rowCount } = await this.#system.database.owner.query(
        `select 1 from exchange.exchanges e join exchange.deliveries d on d.exchange_id = e.exchange_id
          where e.kind = 'EVENT' and d.state in ('DUE', 'DISPATCHED')`,
      );
      return rowCount === 0 ? true : undefined;
    }, 'everybody was told');
  }

  #post(path: string, body: object): Promise<GatewayAnswer> {
    return this.#system.region.peers.WMC.send({
      method: 'POST',
      path,
      body,
      practitioner: sue,
      idempotencyKey: randomUUID(),
    });
  }
}

function asChoice({ status, body }: GatewayAnswer): ChoiceAnswer {
  if (status === 200 || status === 201) return body as ChoiceAnswer;
  throw new Error(`the gateway answered ${status}: ${JSON.stringify(body)}`);
}

/** A consent event as it arrived. */
export function readEvent({ body }: ReceivedDelivery): ConsentEventBody {
  return JSON.parse(body) as ConsentEventBody;
}
