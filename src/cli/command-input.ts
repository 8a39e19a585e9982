import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { type JsonValue, parseStrictJson } from '../platform/index.ts';

/** One thing that was typed or handed in and breaks a rule. */
interface InputProblem {
  readonly field: string;
  readonly rule: string;
  readonly message: string;
}

/** What was typed breaks a rule: reported as `field: rule: message`, one line for each, and exit code 2. */
export class RefusedInput extends Error {
  override readonly name = 'RefusedInput';

  constructor(problems: readonly InputProblem[]) {
    super(
      problems
        .map(({ field, rule, message }) => `${field === '' ? 'input' : field}: ${rule}: ${message}`)
        .join('\n'),
    );
  }
}

/** Refuses one argument. */
export function refuseInput(field: string, rule: string, message: string): RefusedInput {
  return new RefusedInput([{ field, rule, message }]);
}

/** A group of commands (`assent system …`). A command line that cannot be understood ends with exit code 2. */
export function addGroup(program: Command, name: string, description: string): Command {
  return endMisunderstood(program.command(name).description(description));
}

/** Lets a command line that cannot be understood end with exit code 2, and a request for help with 0. */
export function endMisunderstood(command: Command): Command {
  return command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
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

/** Opens what a command works on, runs the command and closes it, whatever happened. */
export async function withOpened<Opened extends { close(): Promise<void> }>(
  open: () => Promise<Opened>,
  work: (opened: Opened) => Promise<void>,
): Promise<void> {
  const opened = await open();
  try {
    await reportRefusals(() => work(opened));
  } finally {
    await opened.close();
  }
}

/** Reads the bytes of a file. @throws RefusedInput when it cannot be read */
export async function readBinaryFile(field: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch {
    throw refuseInput(field, 'file', `The file ${path} cannot be read.`);
  }
}

/** Reads a file of text. @throws RefusedInput when it cannot be read */
export async function readTextFile(field: string, path: string): Promise<string> {
  return (await readBinaryFile(field, path)).toString('utf8');
}

/** Reads a JSON file as strictly as the gateway reads a body: its bytes too. @throws RefusedInput */
export async function readJsonFile(field: string, path: string): Promise<JsonValue> {
  const parsed = parseStrictJson(await readBinaryFile(field, path));
  if (!parsed.ok) {
    const { code, pointer, message } = parsed.refusal;
    throw refuseInput(field, code, `${path}${pointer === '' ? '' : `, ${pointer}`}: ${message}`);
  }
  return parsed.value;
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
  return text.split(',').map((part) => readCode(field, part.trim(), known));
}

/** Reads one code that must be among the known ones. @throws RefusedInput */
export function readCode<Code extends string>(field: string, text: string, known: readonly Code[]): Code {
  const code = known.find((candidate) => candidate === text);
  if (code === undefined) throw refuseInput(field, 'code', `${text} is none of ${known.join(', ')}.`);
  return code;
}

/** Reads a day. @throws RefusedInput */
export function readDay(field: string, text: string): string {
  const day = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(day.getTime()) || !day.toISOString().startsWith(text))
    throw refuseInput(field, 'date', 'Write a day such as 2027-01-31.');
  return text;
}
