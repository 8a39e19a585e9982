import type { ExchangeId, StaffId } from '../../platform/index.ts';
import { type Question, labelQuestion } from '../../records/index.ts';
import type { RoleCode } from '../../vocabulary/index.ts';
import type { KnownRequester } from '../identify-message.ts';
import type { EmergencyRequest } from '../receive/emergency-request.ts';
import type { IdentifiedMessage } from '../resolve/resolved-exchange.ts';
import { emergencyDepartmentOf, emergencyMessageType, emergencyParts } from './emergency-rules.ts';

/** Who opens a record, named and signed for. */
export type OpeningPractitioner = KnownRequester & {
  readonly practitioner: { readonly staffId: StaffId; readonly role: RoleCode };
};

/**
 * An emergency access as the message that stages 3 to 6 walk with: the parts by their labels, for the practitioner's own organisation
 * and role, at once.
 * @param expires until when it would hold
 */
export function askInEmergency(
  request: EmergencyRequest,
  requester: OpeningPractitioner,
  { exchangeId, at, expires }: { readonly exchangeId: ExchangeId; readonly at: Date; readonly expires: Date },
): IdentifiedMessage {
  const { organisation, practitioner } = requester;
  const [own] = organisation.identifiers;
  const [first] = request.from;
  if (own === undefined || first === undefined) throw new Error('every organisation has an identifier');
  const department = emergencyDepartmentOf(organisation);
  const recipient: Question['recipients'][number] = {
    organisation: { system: own.system, value: own.value },
    ...(department === 'NONE' ? {} : { department }),
    role: practitioner.role,
  };
  const message: Question = {
    form: 'question',
    type: emergencyMessageType,
    messageId: exchangeId,
    source: { organisation: first },
    recipients: request.from.map(() => recipient),
    urgency: 'IMMEDIATE',
    purposeCode: 'P14',
    subject: request.dataSubject,
    ...(request.tellingUnsafe === undefined
      ? {}
      : { familyInformed: { status: 'UNSAFE', reasonIfNo: request.tellingUnsafe } }),
    segments: emergencyParts.map(({ segmentId, categoryCodes, linkedToNeed }) => ({
      segmentId,
      categoryCodes: [...categoryCodes],
      linkedToNeed,
    })),
  };
  return {
    kind: 'PULL',
    message,
    labelled: labelQuestion(message).filter(({ segmentId }) => !segmentId.startsWith('family-informed.')),
    requester,
    at,
    given: { emergency: { reasonGiven: true, person: practitioner.staffId, expires: expires.toISOString() } },
  };
}
