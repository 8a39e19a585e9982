import { LedgerRollbackError, LedgerTamperError, LedgerUnwitnessedError } from '../ledger/index.ts';
import { PolicyUnknownError } from '../policy/index.ts';
import { DeadlineError } from './deadline.ts';
import type { Problem } from '../vocabulary/index.ts';
import type { RecipientAnswer, SystemCall } from './exchange.ts';
import type { House } from './house.ts';
import type { AskedMessage } from './resolve/resolved-exchange.ts';
import type { DecidedRecipient } from './record/draft-decision-entry.ts';

/**
 * What the sender is told when something here broke before anything left: it could not be written down, so nothing was sent
 * (docs/domain/03 §3.5 "Fail closed, never fail silent").
 */
export function tellFault(
  house: House,
  call: SystemCall,
  message: Pick<AskedMessage, 'type' | 'purposeCode'>,
  fault: unknown,
): Problem {
  house.log.fault('exchange-failed', fault, {
    exchangeId: call.exchangeId,
    messageType: message.type,
    purpose: message.purposeCode,
  });
  if (!isDatabaseFault(fault) && !isLedgerFault(fault) && !(fault instanceof DeadlineError))
    return { code: 'fault' };
  return { code: 'ledger-unavailable', retryAfter: 5 };
}

/**
 * SQLSTATE classes of a database that cannot serve now: no connection (08), login refused (28), no such database (3D), out
 * of resources (53), not accepting (55), stopped by an operator (57), its disk or system failed (58, XX), read-only (25006),
 * locked out by others (40), or taken up too late (our AS051). Anything else is a fault of ours, and trying again would not
 * help.
 */
const unavailableStates = /^(?:08|28|3D|40|53|55|57|58|XX)...$|^25006$|^AS051$/;
const unreachableCodes =
  /^(?:ECONNREFUSED|ECONNRESET|ECONNABORTED|EHOSTUNREACH|ENETUNREACH|ENOENT|ENOTFOUND|EPIPE|ETIMEDOUT)$/;
/** What the driver says, without a code, of connections that it lost, did not get in time, or no longer has. */
const lostConnection =
  /connection terminated|timeout exceeded|query read timeout|pool after calling end|not queryable/i;

/**
 * Whether the ledger itself is the trouble: its database does not continue what was signed, holds something else than was
 * appended, its witnesses have been away for longer than the grace, or its register does not say which policy decides. Until that is mended nothing leaves, and trying again later
 * is right.
 */
export function isLedgerFault(fault: unknown): boolean {
  return (
    fault instanceof LedgerRollbackError ||
    fault instanceof LedgerTamperError ||
    fault instanceof LedgerUnwitnessedError ||
    fault instanceof PolicyUnknownError
  );
}

/** Whether the database could not be asked, now. */
export function isDatabaseFault(fault: unknown): boolean {
  if (typeof fault !== 'object' || fault === null) return false;
  const code = 'code' in fault && typeof fault.code === 'string' ? fault.code : '';
  const message = 'message' in fault && typeof fault.message === 'string' ? fault.message : '';
  return unavailableStates.test(code) || unreachableCodes.test(code) || lostConnection.test(message);
}

/**
 * A purpose that needs an attestation was used without one: refused at once with a readable problem (docs/domain/07 AC4),
 * after the refusal was written down like any other decision.
 */
export function refuseAttestation(
  decided: readonly DecidedRecipient[],
  answers: readonly RecipientAnswer[],
): Problem | undefined {
  // A correction that reaches nobody asks nobody to attest anything.
  const unattested =
    decided.length > 0 &&
    decided.every(({ decision }) => decision.reasons.includes('DENY_ATTESTATION_MISSING'));
  if (!unattested) return undefined;
  const phone = answers.find((answer) => answer.phone !== undefined)?.phone;
  return { ...attestationMissing('Nothing was sent.'), ...(phone === undefined ? {} : { phone }) };
}

/** What is told of a purpose that was used without the attestation it needs. */
export function attestationMissing(sofar: string): Problem {
  return {
    code: 'attestation-missing',
    detail: `${sofar} Say who judges that sharing is justified and why, and let your system sign for that person.`,
    errors: [
      {
        pointer: '/dutyAttestation',
        rule: 'attestation-required',
        message: 'This purpose needs an attestation by a named practitioner.',
      },
    ],
  };
}
