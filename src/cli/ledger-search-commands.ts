import type { Command } from 'commander';
import type { Rooms } from '../compose.ts';
import { recordLooks } from '../exchange/index.ts';
import type { FoundEntry, SearchTerm } from '../ledger/index.ts';
import { type JsonObject, type PersonId, asId, systemClock } from '../platform/index.ts';
import { entryOutcomes, messageTypeCodes, purposeCodes, reasonCodes } from '../vocabulary/index.ts';
import { readCode, readInstant, refuseInput, withOpened } from './command-input.ts';
import { withOfficer } from './erase-commands.ts';
import { findEntryAt } from './get-entry-at.ts';
import { type NamedOfficer, readOfficer } from './read-officer.ts';
import { readPeople } from './read-people.ts';
import { getNamedOrganisation } from './registration-input.ts';

/** What searching and showing need, opened for one command. */
type OpenedRooms = Pick<Rooms, 'agreements' | 'families' | 'ledger' | 'close'>;

type Options = Readonly<Record<'organisation' | 'officer' | 'why', string>> &
  Readonly<Partial<Record<Criterion, string>>> & { readonly family?: boolean };

const criteria = {
  person: ['--person <file>', 'about somebody: a file with their number, such as nhs-number:9990001014'],
  of: ['--of <identifier>', 'to or from an organisation, such as ods:Z9Z9A'],
  practitioner: ['--practitioner <identifier/staff>', 'by somebody who asked, decided or looked'],
  purpose: ['--purpose <code>', 'for a purpose, such as P09'],
  type: ['--type <code>', 'of a message type, such as M07'],
  outcome: ['--outcome <code>', 'with an outcome, such as DENY'],
  reason: ['--reason <code>', 'with a reason, such as PERMIT_CONSENT'],
  basis: ['--basis <code>', 'on a power, article or condition, such as CA1989_S47 or 6(1)(e)'],
  correlation: ['--correlation <id>', 'of the exchange that its parties know by this name'],
  from: ['--from <instant>', 'not earlier than this'],
  until: ['--until <instant>', 'earlier than this'],
  before: ['--before <index>', 'the next page: entries before this index'],
  limit: ['--limit <number>', 'entries on a page, at most 200 (50)'],
} as const;

type Criterion = keyof typeof criteria;

/**
 * Registers `assent ledger search` and `assent ledger show`. Reading the ledger is a disclosure: who looked, why, and what they saw
 * is an entry before it is printed. Silent parts are neither found nor shown.
 */
export function registerLedgerSearchCommands(
  ledger: Command,
  open: () => Promise<OpenedRooms>,
  listBases: () => readonly string[],
): void {
  const search = ledger
    .command('search')
    .description('find entries, the newest first; that you did, and what was found, is an entry')
    .option('--family', 'with --person: about their family as well');
  for (const [flag, meaning] of Object.values(criteria)) search.option(flag, meaning);
  withOfficer(search).action((options: Options) =>
    withOpened(open, async (rooms) => {
      const officer = await readOfficer(rooms.agreements, options);
      const people = await findPeople(rooms, options);
      const limit = readLimit(options.limit);
      const question = await readQuestion(rooms, options, listBases);
      const found = await findPage(rooms, people, question, limit);
      await writeDown(rooms, officer, people, {
        at: 'LEDGER_SEARCH',
        why: officer.reason,
        criteria: namedCriteria(options),
        seen: found.map(({ index }) => Number(index)),
      });
      for (const { index, at, kind, exchangeId } of found)
        console.log(`index=${index} at=${at.toISOString()} kind=${kind} exchange=${exchangeId ?? '-'}`);
      const last = found.at(-1);
      const next = found.length === limit && last !== undefined ? ` next=--before ${last.index}` : '';
      console.log(`found=${found.length}${next}`);
    }),
  );

  withOfficer(
    ledger
      .command('show')
      .description('open an entry and print what it says; that you did is an entry')
      .argument('<index>', 'the index of the entry, from 0'),
  ).action((index: string, options: Options) =>
    withOpened(open, async (rooms) => {
      const officer = await readOfficer(rooms.agreements, options);
      const entry = await findEntryAt(rooms.ledger, index);
      const parts = (entry?.parts ?? []).flatMap((part) => (part.erased || part.silent ? [] : [part]));
      // An entry of which nothing may be seen, and one that is not there, look the same.
      if (entry === undefined || parts.length === 0)
        throw refuseInput('index', 'entry-unknown', `The ledger has nothing to show at ${index}.`);
      const about = [...new Set(parts.flatMap((part) => part.about))];
      const look = { at: 'LEDGER_ENTRY', why: officer.reason, seen: [Number(entry.index)] };
      await recordLooks(
        { ledger: rooms.ledger, clock: systemClock },
        officer.looking,
        about.length === 0
          ? [{ person: null, content: look }]
          : about.map((person) => ({ person, content: look })),
      );
      console.log(`index=${entry.index} at=${entry.at.toISOString()} kind=${entry.kind}`);
      for (const { content } of parts) console.log(JSON.stringify(content, null, 2));
    }),
  );
}

/** The person and, where it was asked for, whoever holds parental responsibility for them or is linked to them. */
async function findPeople(
  { families }: OpenedRooms,
  { person: file, family }: Options,
): Promise<readonly PersonId[]> {
  if (file === undefined) {
    if (family === true) throw refuseInput('family', 'person', 'A family is found by one of its people.');
    return [];
  }
  const [person, ...others] = await readPeople(families, file);
  if (person === undefined || others.length > 0)
    throw refuseInput('person', 'people', 'The file names one person.');
  if (family !== true) return [person];
  const links = await families.findFamilyLinks(person, systemClock.now());
  const facts = (await families.loadAuthorityFacts([person])).get(person);
  return [
    ...new Set([
      person,
      ...(facts?.parentalResponsibility ?? []).map(({ holder }) => holder),
      ...links.flatMap(({ from, to }) => [from, to]),
    ]),
  ];
}

type Question = Omit<Parameters<Rooms['ledger']['findEntries']>[0], 'limit' | 'dataSubject'>;

async function readQuestion(
  { agreements }: OpenedRooms,
  options: Options,
  listBases: () => readonly string[],
): Promise<Question> {
  const { of, purpose, type, outcome, correlation, before } = options;
  const [from, until] = [readInstant('from', options.from), readInstant('until', options.until)];
  if (before !== undefined && !/^\d{1,15}$/.test(before))
    throw refuseInput('before', 'index', 'An index is a number from 0 on.');
  return {
    ...(of === undefined
      ? {}
      : { organisationId: (await getNamedOrganisation(agreements, of)).organisationId }),
    ...(purpose === undefined ? {} : { purpose: readCode('purpose', purpose, purposeCodes) }),
    ...(type === undefined ? {} : { messageType: readCode('type', type, messageTypeCodes) }),
    ...(outcome === undefined ? {} : { outcome: readCode('outcome', outcome, entryOutcomes) }),
    ...(correlation === undefined ? {} : { correlationId: correlation }),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    ...(before === undefined ? {} : { before: BigInt(before) }),
    terms: await readTerms(agreements, options, listBases),
  };
}

async function readTerms(
  agreements: OpenedRooms['agreements'],
  { practitioner, reason, basis }: Options,
  listBases: () => readonly string[],
): Promise<readonly SearchTerm[]> {
  const terms: SearchTerm[] = [];
  if (practitioner !== undefined) {
    const [organisation = '', staff = ''] = practitioner.split('/');
    const { organisationId } = await getNamedOrganisation(agreements, organisation);
    terms.push({ of: 'PRACTITIONER', organisationId, staffId: asId<'Staff'>(staff) });
  }
  if (reason !== undefined) terms.push({ of: 'REASON', code: readCode('reason', reason, reasonCodes) });
  if (basis !== undefined) terms.push({ of: 'BASIS', code: readCode('basis', basis, listBases()) });
  return terms;
}

/** One page for each person, put together: each of them is read from its newest entry on. */
async function findPage(
  { ledger }: OpenedRooms,
  people: readonly PersonId[],
  question: Question,
  limit: number,
): Promise<readonly FoundEntry[]> {
  if (people.length === 0) return ledger.findEntries({ ...question, limit });
  const pages = await Promise.all(
    people.map((dataSubject) => ledger.findEntries({ ...question, dataSubject, limit })),
  );
  return pages
    .flat()
    .toSorted((a, b) => (a.index > b.index ? -1 : 1))
    .slice(0, limit);
}

function readLimit(text: string | undefined): number {
  const limit = text === undefined ? 50 : Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 200)
    throw refuseInput('limit', 'limit', 'A page has 1 to 200 entries.');
  return limit;
}

/** What was asked for, without the file that names a person. */
function namedCriteria(options: Options): JsonObject {
  return Object.fromEntries(
    (Object.keys(criteria) as Criterion[]).flatMap((name) => {
      const value = options[name];
      return value === undefined ? [] : [[name, name === 'person' ? true : value]];
    }),
  );
}

async function writeDown(
  { ledger }: OpenedRooms,
  { looking }: NamedOfficer,
  people: readonly PersonId[],
  content: JsonObject & { readonly at: string },
): Promise<void> {
  const looks = people.length === 0 ? [null] : people;
  await recordLooks(
    { ledger, clock: systemClock },
    looking,
    looks.map((person) => ({ person, content })),
  );
}
