import {
  type Agreements,
  type Organisation,
  type RegisteredSystem,
  type RegistrationProblem,
  parseOrganisationIdentifierText,
} from '../agreements/index.ts';
import { type AgreementId, type Result, asId, uuidShape } from '../platform/index.ts';
import { RefusedInput, readInstant, refuseInput, reportRefusals } from './command-input.ts';

/** The registers to work on, opened for one command. */
export interface OpenedAgreements {
  readonly agreements: Agreements;
  /** Ends their connections. */
  close(): Promise<void>;
}

/** Opens the registers when a command needs them. */
export type OpenAgreements = () => Promise<OpenedAgreements>;

/** Runs a command on the registers and closes them. */
export async function withAgreements(
  open: OpenAgreements,
  work: (agreements: Agreements) => Promise<void>,
): Promise<void> {
  const opened = await open();
  try {
    await reportRefusals(() => work(opened.agreements));
  } finally {
    await opened.close();
  }
}

/**
 * The value of an outcome.
 * @param options the options by which fields were given, where those are named otherwise
 * @throws RefusedInput with what was wrong
 */
export function expectAccepted<Value>(
  result: Result<Value, readonly RegistrationProblem[]>,
  options: Readonly<Record<string, string>> = {},
): Value {
  if (!result.ok)
    throw new RefusedInput(result.refusal.map((one) => ({ ...one, field: options[one.field] ?? one.field })));
  return result.value;
}

/** The organisation that `ods:Z9Z9A` names. @throws RefusedInput */
export async function getNamedOrganisation(agreements: Agreements, text: string): Promise<Organisation> {
  const identifier = parseOrganisationIdentifierText(text);
  if (!identifier.ok) {
    const { rule, message } = identifier.refusal;
    throw refuseInput('organisation', rule, message);
  }
  const found = await agreements.findOrganisation(identifier.value);
  if (found === undefined) {
    throw refuseInput(
      'organisation',
      'organisation-unknown',
      `No organisation is registered as ${text} today.`,
    );
  }
  return found;
}

/** The system with a client id. @throws RefusedInput */
export async function getNamedSystem(agreements: Agreements, clientId: string): Promise<RegisteredSystem> {
  const found = await agreements.findSystemByClientId(clientId);
  if (found === undefined) {
    throw refuseInput('system', 'system-unknown', `No system is registered with the client id ${clientId}.`);
  }
  return found;
}

/** Reads the id of an agreement. @throws RefusedInput */
export function readAgreementId(text: string): AgreementId {
  if (!uuidShape.test(text)) {
    throw refuseInput(
      'agreement',
      'agreement-id',
      'An agreement is named by its id, a UUID in small letters.',
    );
  }
  return asId(text);
}

/** Reads `--from` and `--to` of a key or certificate. @throws RefusedInput */
export function readDates(options: Readonly<Record<string, string | undefined>>): {
  readonly validFrom?: Date;
  readonly validTo?: Date;
} {
  const validFrom = readInstant('from', options['from']);
  const validTo = readInstant('to', options['to']);
  return { ...(validFrom === undefined ? {} : { validFrom }), ...(validTo === undefined ? {} : { validTo }) };
}
