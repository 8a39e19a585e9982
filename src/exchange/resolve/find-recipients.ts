import type { Organisation } from '../../agreements/index.ts';
import { type Result, ok, refuse } from '../../platform/index.ts';
import type { Department, Problem, ProblemDetail, RoleCode } from '../../vocabulary/index.ts';
import type { House } from '../house.ts';
import type { AskedMessage } from './resolved-exchange.ts';

/** A recipient whom a message names, as registered. */
export interface NamedRecipient {
  readonly ordinal: number;
  /** The organisation that receives; for a person who reads under P17, the source, in whose house they read. */
  readonly organisation: Organisation;
  readonly department: Department;
  readonly role: RoleCode;
  readonly isPerson: boolean;
  /** Who reads: the data subject, or a related person by reference. Null where an organisation receives. */
  readonly readerRef: string | null;
  /** Who is invited, where several of one organisation and role are. */
  readonly attendee?: string;
}

/** Finds every recipient in the register of organisations, or says which are not there. */
export async function findRecipients(
  house: Pick<House, 'agreements'>,
  message: AskedMessage,
  source: Organisation,
  at: Date,
): Promise<Result<readonly NamedRecipient[], Problem>> {
  const found = await Promise.all(
    message.recipients.map(async (recipient, ordinal): Promise<NamedRecipient | undefined> => {
      if ('person' in recipient) {
        const { person, role } = recipient;
        return {
          ordinal,
          organisation: source,
          department: 'NONE',
          role,
          isPerson: true,
          readerRef: person.ref,
        };
      }
      const organisation = await house.agreements.findOrganisation(recipient.organisation, at);
      const { department = 'NONE', role } = recipient;
      return organisation?.active === true
        ? {
            ...{ ordinal, organisation, department, role, isPerson: false, readerRef: null },
            ...('attendee' in recipient ? { attendee: recipient.attendee } : {}),
          }
        : undefined;
    }),
  );
  const errors = found.flatMap((recipient, position): ProblemDetail[] =>
    recipient !== undefined
      ? []
      : [
          {
            pointer: `/recipients/${position}/organisation`,
            rule: 'recipient-is-registered',
            message: 'No organisation that can receive is registered under this identifier.',
          },
        ],
  );
  const recipients = found.filter((recipient) => recipient !== undefined);
  if (errors.length > 0) return refuse({ code: 'recipient-unknown', errors });
  const repeated = findRepeated(recipients);
  return repeated.length === 0 ? ok(recipients) : refuse({ code: 'message-invalid', errors: repeated });
}

/** One organisation may be named by two of its identifiers, and would get two deliveries. */
function findRepeated(recipients: readonly NamedRecipient[]): readonly ProblemDetail[] {
  const named = new Set<string>();
  return recipients.flatMap(({ ordinal, organisation, department, role, readerRef, attendee }) => {
    const key = [organisation.organisationId, department, role, readerRef, attendee].join(' ');
    if (!named.has(key)) {
      named.add(key);
      return [];
    }
    const message = 'This recipient is named before: the same organisation, department and role.';
    return [{ pointer: `/recipients/${ordinal}`, rule: 'repeated', message }];
  });
}
