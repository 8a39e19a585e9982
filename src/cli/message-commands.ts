import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import {
  type Message,
  diffPlan,
  findDoubts,
  findPlanRows,
  labelMessage,
  listReferencePages,
  parseCtf,
  parseMessage,
  writeCtf,
} from '../records/index.ts';
import {
  RefusedInput,
  addGroup,
  readBinaryFile,
  readJsonFile,
  refuseInput,
  reportRefusals,
} from './command-input.ts';

/** Registers `assent message …`: a partner's own messages, looked at before they are sent. Needs no gateway and no database. */
export function registerMessageCommands(program: Command): void {
  const group = addGroup(program, 'message', 'check messages and compare plans, without sending anything');

  group
    .command('check')
    .description('say what is wrong with a message, and how its parts are labelled')
    .argument('<file>', 'the message as it would be sent')
    .action((file: string) =>
      reportRefusals(async () => {
        const message = await readMessage('file', file);
        const labelled = labelMessage(message);
        for (const part of labelled) {
          const kinds = part.labelled
            ? part.categories.join(',')
            : 'not labelled: it would wait for a person';
          console.log(`${part.segmentId}: ${kinds}`);
        }
        for (const { segmentId, problem } of findDoubts(message))
          console.log(`${segmentId}: ${problem.pointer} (${problem.rule}) ${problem.message}`);
        console.log(`type=${message.type} parts=${labelled.length} valid=yes`);
      }),
    );

  group
    .command('diff')
    .description('compare the rows of two versions of a plan; exit code 1 where they differ')
    .argument('<previous>', 'the earlier plan (M03 or M09)')
    .argument('<next>', 'the later plan (M03 or M09)')
    .action((previous: string, next: string) =>
      reportRefusals(async () => {
        const [before, after] = [await readPlan('previous', previous), await readPlan('next', next)];
        const { added, removed, changed, unchanged } = diffPlan(findPlanRows(before), findPlanRows(after));
        for (const { rowId } of removed) console.log(`- ${rowId}`);
        for (const { rowId } of added) console.log(`+ ${rowId}`);
        for (const { rowId, members } of changed) console.log(`~ ${rowId}: ${members.join(' ')}`);
        console.log(
          `added=${added.length} removed=${removed.length} changed=${changed.length} unchanged=${unchanged.length}`,
        );
        if (added.length + removed.length + changed.length > 0) process.exitCode = 1;
      }),
    );

  group
    .command('from-ctf')
    .description('read a Common Transfer File: the parts of a pupil transfer (M17) for each pupil, as JSON')
    .argument('<file>', 'the XML file')
    .action((file: string) =>
      reportRefusals(async () => {
        const parsed = parseCtf(await readBinaryFile('file', file), randomUUID);
        if (!parsed.ok) throw refuseInput(file, parsed.refusal, `${file} is no file that can be read.`);
        console.log(JSON.stringify(parsed.value, null, 2));
      }),
    );

  group
    .command('to-ctf')
    .description('write a pupil transfer (M17) as a Common Transfer File')
    .argument('<file>', 'the message')
    .action((file: string) =>
      reportRefusals(async () => {
        const message = await readMessage('file', file);
        if (message.type !== 'M17')
          throw refuseInput('file', 'transfer', `${file} is no pupil transfer (M17).`);
        console.log(writeCtf(message));
      }),
    );

  group
    .command('pages')
    .description('write the reference pages of all record types')
    .argument('[dir]', 'directory of the pages', 'docs/messages')
    .action((directory: string) => reportRefusals(() => writePages(directory)));
}

/** Writes the reference page of every record type, and their list. */
async function writePages(directory: string): Promise<void> {
  const pages = listReferencePages();
  await mkdir(directory, { recursive: true });
  for (const { name, text } of pages) await writeFile(join(directory, name), text);
  console.log(`pages=${pages.length}`);
}

async function readMessage(field: string, file: string): Promise<Message> {
  const parsed = parseMessage(await readJsonFile(field, file));
  if (parsed.ok) return parsed.value;
  throw new RefusedInput(
    parsed.refusal.map(({ pointer, rule, message }) => ({ field: pointer || file, rule, message })),
  );
}

async function readPlan(field: string, file: string): Promise<Message> {
  const message = await readMessage(field, file);
  if (message.type !== 'M09' && message.type !== 'M03')
    throw refuseInput(field, 'plan', `${file} is no plan (M03, M09).`);
  return message;
}
