import type { Organisation } from '../../agreements/index.ts';
import { getRecordType } from '../../records/index.ts';
import { type Result, ok, refuse } from '../../platform/index.ts';
import type { Problem } from '../../vocabulary/index.ts';
import type { IdentifiedMessage } from './resolved-exchange.ts';

/**
 * Each type of record comes from those whom the catalogue names (docs/domain/02 §2.3 "Direction"): the outcome of a referral
 * from the council that decided it, an alert from council or health service, an invitation from the family's lead practitioner.
 */
export function checkSender(
  { message, requester }: Pick<IdentifiedMessage, 'message' | 'requester'>,
  source: Pick<Organisation, 'type'>,
): Result<undefined, Problem> {
  const { senders = [], sentByLead = false } = getRecordType(message.type);
  const department = message.source.department ?? 'NONE';
  const sends = senders.some(
    ({ type, departments }) =>
      type === source.type && (departments === undefined || departments.includes(department)),
  );
  if (senders.length > 0 && !sends)
    return refuse({
      code: 'source-mismatch',
      detail: 'The catalogue has records of this type come from somebody else.',
      errors: [
        {
          pointer: '/source',
          rule: 'sender-of-type',
          message: 'Records of this type come from another kind of organisation or department.',
        },
      ],
    });
  if (sentByLead && requester.practitioner?.leadPractitioner !== true)
    return refuse({
      code: 'practitioner-required',
      detail: 'Records of this type are sent by the lead practitioner of the family.',
    });
  return ok(undefined);
}
