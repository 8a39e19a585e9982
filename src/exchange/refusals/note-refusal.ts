import { parseStrictJson } from '../../platform/index.ts';
import type { Problem } from '../../vocabulary/index.ts';
import { startDeadline } from '../deadline.ts';
import type { SystemCall } from '../exchange.ts';
import type { House } from '../house.ts';
import type { RefusedCall } from '../identify-message.ts';
import { looksUrgent } from '../looks-urgent.ts';
import { draftOutcomeEntry } from '../record/draft-outcome-entry.ts';
import type { ExchangeKind } from '../resolve/resolved-exchange.ts';
import { countRefusal } from './refusals-sql.ts';

/** Refusals of one system within an hour that have an entry of their own; all who did not prove themselves share one such bound. */
export const refusalsNotedEachHour = 20;
/** Milliseconds that a refused sender waits for it at most. */
const patience = 1000;

/**
 * Nothing can be written down, or it was: an attestation is missing from a message that was decided; or the sender is only asked
 * to try again.
 */
const notNoted: readonly Problem['code'][] = [
  'ledger-unavailable',
  'fault',
  'attestation-missing',
  'overloaded',
];
const messageId = /^(?:urn:uuid:)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Writes down that a message was refused before anything was decided about it: by whom it came as far as that was proved, which
 * problem and rules, and its id where it has the form of one. Nothing of what it says. Beyond a bound it is only counted, and
 * the job that sums refusals up tells of it. The refusal stands whether or not it could be noted.
 */
export async function noteRefusal(
  house: Pick<House, 'pool' | 'ledger' | 'log' | 'clock'>,
  call: Pick<SystemCall, 'body' | 'exchangeId'>,
  kind: ExchangeKind,
  refused: RefusedCall,
): Promise<void> {
  if (kind === 'ADVICE' || notNoted.includes(refused.problem.code)) return;
  try {
    await startDeadline(patience).hold(append(house, call, refused));
  } catch (fault) {
    house.log.fault('refusal-not-noted', fault, { exchangeId: call.exchangeId });
  }
}

async function append(
  { pool, ledger, clock }: Pick<House, 'pool' | 'ledger' | 'clock'>,
  { body, exchangeId }: Pick<SystemCall, 'body' | 'exchangeId'>,
  { problem, sender }: RefusedCall,
): Promise<void> {
  const known = sender && {
    organisationId: sender.organisation.organisationId,
    systemId: sender.system.systemId,
  };
  if (!(await countRefusal(pool, known, problem.code, refusalsNotedEachHour))) return;
  const json = parseStrictJson(body);
  const prepared = await ledger.prepare([
    draftOutcomeEntry({
      at: clock.now(),
      exchangeId,
      dataSubject: null,
      content: {
        schema: 'assent.refusal/1',
        outcome: 'REFUSED',
        problem: problem.code,
        rules: [...new Set((problem.errors ?? []).map(({ rule }) => rule))],
        messageId: json.ok ? findMessageId(json.value) : null,
        looksUrgent: json.ok && looksUrgent(json.value),
        organisationId: known?.organisationId ?? null,
        systemId: known?.systemId ?? null,
      },
      index: {
        outcome: 'REFUSED',
        ...(known === null ? {} : { sourceOrganisationId: known.organisationId }),
      },
    }),
  ]);
  await ledger.append(prepared);
}

/** What has another form than an id could say something of somebody. */
function findMessageId(body: unknown): string | null {
  const given: unknown =
    typeof body === 'object' && body !== null && 'messageId' in body ? body.messageId : undefined;
  return typeof given === 'string' && messageId.test(given) ? given : null;
}
