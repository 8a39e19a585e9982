import type { ExchangeId, JsonObject } from '../../platform/index.ts';
import type { RoleCode } from '../../vocabulary/index.ts';
import { type KeptFollowup, findAcknowledgementDue } from '../record/compose-consequences.ts';
import { deriveMessageId } from './derive-message-id.ts';
import type { KnownSender } from './find-sender.ts';
import type { ReceivedBefore } from './find-earlier-disclosures.ts';
import type { Telling } from './telling.ts';

const words: Record<Exclude<KeptFollowup['kind'], 'GAP'>, string> = {
  CORRECTION:
    'What you were given was wrong. It must no longer be used. Ask the organisation that sent it what stands in its place.',
  RETRACTION: 'What you were given was wrong and has been taken back. It must no longer be used.',
  WRONG_PERSON:
    'What you were given was about somebody else. It must no longer be used, and must be removed from the record that it was put into.',
  SUPERSEDED:
    'The plan that you were given is no longer the present one: a later version has taken its place. Mark your copy as superseded, and ask for what of the present version is for you.',
};

/**
 * What an earlier recipient is told where the correction itself does not reach it, or of a plan that has a later version: which of the
 * messages that it received, which of the parts that it received, and nothing that it was never told. Pure.
 * @param because the exchange that corrects or supersedes
 */
export function composeRecall(
  because: ExchangeId,
  followup: KeptFollowup,
  received: ReceivedBefore,
): Telling {
  const { kind, original, planId } = followup;
  if (kind === 'GAP') throw new Error('a gap takes nothing back');
  const parts = findParts(followup, received);
  const facts: JsonObject = {
    kind,
    becauseOf: because,
    ...(planId === undefined ? {} : { planId }),
    ...(parts === null ? {} : { parts: [...parts] }),
  };
  return {
    messageType: 'M19',
    // Of a version one is told once, however many follow; of each correction by itself.
    messageId: deriveMessageId(
      `recall ${kind} ${original === undefined ? '' : because} ${received.exchangeId} ${received.decisionEntryId}`,
    ),
    dataSubject: followup.dataSubject,
    permit: 'PERMIT_EARLIER_RECIPIENT',
    schema: 'assent.recall/1',
    facts,
    event: {
      kind,
      ...(planId === undefined ? {} : { planId }),
      ...(parts === null ? {} : { parts: [...parts] }),
      instruction: kind === 'SUPERSEDED' ? 'ASK_FOR_PRESENT_VERSION' : 'DO_NOT_USE',
      plain: `${words[kind]} Please acknowledge.`,
    },
    notice: null,
    dueAt: findAcknowledgementDue(new Date(followup.at)),
    becauseOf: because,
  };
}

/** The parts that were wrong and that this recipient received; null where the whole message is spoken of. */
function findParts({ original }: KeptFollowup, received: ReceivedBefore): readonly string[] | null {
  if (original === undefined || original.parts === 'ALL') return null;
  return original.parts.filter((part) => received.parts.has(part));
}

/** Tells whoever sent a message that a recipient has not acknowledged it in time (docs/domain/07 AC2). Pure. */
export function composeNotAcknowledged(
  owed: {
    readonly exchangeId: ExchangeId;
    readonly ordinal: number;
    readonly dueAt: Date;
    /** The organisation that owes it, as the sender's message would name it. */
    readonly recipient: JsonObject;
  },
  { dataSubject, sender }: KnownSender,
): Telling {
  const { exchangeId, ordinal, dueAt, recipient } = owed;
  const about = { recipient, due: dueAt.toISOString(), staffId: sender.staffId };
  return {
    messageType: 'M19',
    messageId: deriveMessageId(`not-acknowledged ${exchangeId} ${ordinal}`),
    dataSubject,
    permit: 'PERMIT_OWN_MESSAGE',
    schema: 'assent.not-acknowledged/1',
    facts: { exchangeId, ...about },
    event: {
      kind: 'NOT_ACKNOWLEDGED',
      ...about,
      instruction: 'SPEAK_TO_RECIPIENT',
      plain: 'Nobody at this recipient has acknowledged your message in time. Speak to them.',
    },
    notice: null,
    dueAt: null,
    becauseOf: exchangeId,
  };
}

/**
 * Reminds whoever must acknowledge something that they have not, before it is due; or tells their manager once it is overdue. Pure.
 * @param manager the manager's role
 */
export function composeReminder(
  owed: { readonly exchangeId: ExchangeId; readonly ordinal: number; readonly dueAt: Date },
  { dataSubject }: Pick<KnownSender, 'dataSubject'>,
  manager?: RoleCode,
): Telling {
  const { exchangeId, ordinal, dueAt } = owed;
  const due = dueAt.toISOString();
  const late = manager !== undefined;
  return {
    messageType: 'M19',
    messageId: deriveMessageId(`acknowledge ${exchangeId} ${ordinal} ${manager ?? ''}`),
    dataSubject,
    permit: 'PERMIT_DEADLINE',
    schema: 'assent.acknowledgement-due/1',
    facts: { exchangeId, due },
    event: {
      kind: late ? 'ACKNOWLEDGEMENT_MISSED' : 'ACKNOWLEDGEMENT_NEAR',
      due,
      instruction: late ? 'SEE_TO_IT' : 'ACKNOWLEDGE',
      plain: late
        ? 'Nobody in your team has acknowledged this message in time. See to it.'
        : 'Nobody has acknowledged this message yet. Read it, act on it, and acknowledge it.',
    },
    notice: null,
    dueAt: null,
    becauseOf: exchangeId,
  };
}
