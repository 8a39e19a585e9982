import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import {
  type Agreements,
  type Organisation,
  type RegisteredSystem,
  type RegistrationProblem,
  parseOrganisationIdentifierText,
} from '../agreements/index.ts';
import { type AgreementId, type JsonValue, type Result, asId, parseStrictJson } from '../platform/index.ts';

/** The registers to work on, opened for one command. */
export interface OpenedAgreements {
  readonly agreements: Agreements;
  /** Ends their connections. */
  close(): Promise<void>;
}

/** Opens the registers when a command needs them. */
export type OpenAgreements = () => Promise<OpenedAgreements>;

/** What was typed breaks a rule: reported as `field: rule: message`, one line for each, and exit code 2. */
export class RefusedInput extends Error {
  override readonly name = 'RefusedInput';
  readonly problems: readonly RegistrationProblem[];

  constructor(problems: readonly RegistrationProblem[]) {
    super(
      problems
        .map(({ field, rule, message }) => `${field === '' ? 'input' : field}: ${rule}: ${message}`)
        .join('\n'),
    );
    this.problems = problems;
  }
}

/** A group of commands (`assent system …`). A command line that cannot be understood ends with exit code 2. */
export function addGroup(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
}

/** Runs a command; refused input is printed and sets exit code 2, a fault is thrown. */
export async function reportRefusals(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (fault) {
    if (!(fault instanceof RefusedInput)) throw fault;
    console.error(fault.message);
    process.exitCode = 2;
  }
}

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

/** The value of an outcome. @throws RefusedInput with what was wrong */
export function expectAccepted<Value>(result: Result<Value, readonly RegistrationProblem[]>): Value {
  if (!result.ok) throw new RefusedInput(result.refusal);
  return result.value;
}

/** Refuses one argument. */
export function refuseInput(field: string, rule: string, message: string): RefusedInput {
  return new RefusedInput([{ field, rule, message }]);
}

/** Reads a file. @throws RefusedInput when it cannot be read */
export async function readTextFile(field: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw refuseInput(field, 'file', `The file ${path} cannot be read.`);
  }
}

/** Reads a JSON file, strictly. @throws RefusedInput */
export async function readJsonFile(field: string, path: string): Promise<JsonValue> {
  const parsed = parseStrictJson(await readTextFile(field, path));
  if (!parsed.ok) throw refuseInput(field, parsed.refusal.code, `${path}: ${parsed.refusal.message}`);
  return parsed.value;
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
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) {
    throw refuseInput(
      'agreement',
      'agreement-id',
      'An agreement is named by its id, a UUID in small letters.',
    );
  }
  return asId(text);
}

/** Reads an instant. @throws RefusedInput */
export function readInstant(field: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const instant = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}T.*(?:Z|[+-]\d{2}:\d{2})$/.test(text) || Number.isNaN(instant.getTime())) {
    throw refuseInput(field, 'instant', 'Write an instant with its offset, such as 2027-01-31T09:00:00Z.');
  }
  return instant;
}

/** Reads codes separated by commas that must be among the known ones. @throws RefusedInput */
export function readCodes<Code extends string>(field: string, text: string, known: readonly Code[]): Code[] {
  return text.split(',').map((part) => {
    const code = known.find((candidate) => candidate === part.trim());
    if (code === undefined) {
      throw refuseInput(field, 'code', `${part.trim()} is none of ${known.join(', ')}.`);
    }
    return code;
  });
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
