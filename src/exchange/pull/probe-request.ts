import type { ExchangeId } from '../../platform/index.ts';
import { type Message, type Question, type RecordRequest, labelQuestion } from '../../records/index.ts';
import { categoryCodes } from '../../vocabulary/index.ts';
import type { KnownRequester } from '../identify-message.ts';
import type { Holder } from './find-holder.ts';
import type { IdentifiedMessage } from '../resolve/resolved-exchange.ts';

/** The two sides of a pull. */
export interface PullParties {
  readonly holder: Holder;
  readonly asker: KnownRequester;
}

/** As whom the asker would receive. */
export function readerOf(
  { reader }: RecordRequest,
  { asker }: Pick<PullParties, 'asker'>,
): Message['recipients'][number] {
  const [organisation] = asker.organisation.identifiers;
  if (organisation === undefined) throw new Error('a registered organisation has an identifier');
  const { system, value } = organisation;
  return { organisation: { system, value }, ...reader };
}

/**
 * The request as a question about a record that nobody has seen yet: one part for each category that there is. The bars of the whole
 * request are asked of it before the holder is (docs/domain/rulings 20), so that where nothing could go nothing is fetched.
 */
export function probeRequest(
  exchangeId: ExchangeId,
  request: RecordRequest,
  parties: PullParties,
  at: Date,
): IdentifiedMessage {
  const { requestId, correlationId, type, source, urgency, purposeCode, subject } = request;
  const { legalPower, dutyKind, dutyAttestation } = request;
  const question: Question = {
    form: 'question',
    messageId: exchangeId,
    correlationId: correlationId ?? requestId,
    type,
    source,
    urgency,
    purposeCode,
    subject,
    recipients: [readerOf(request, parties)],
    segments: categoryCodes.map((code) => ({ segmentId: code.toLowerCase(), categoryCodes: [code] })),
    ...(legalPower === undefined ? {} : { legalPower }),
    ...(dutyKind === undefined ? {} : { dutyKind }),
    ...(dutyAttestation === undefined ? {} : { dutyAttestation }),
  };
  return {
    kind: 'PULL',
    message: question,
    labelled: labelQuestion(question),
    requester: { ...parties.holder, practitioner: null },
    asker: parties.asker,
    at,
  };
}
