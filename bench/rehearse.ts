import { randomBytes, randomUUID } from 'node:crypto';
import { decide } from '../src/exchange/decide/index.ts';
import { splitDecision } from '../src/exchange/record/split-decision.ts';
import { runRehearsal } from '../src/exchange/rehearse/run-rehearsal.ts';
import { createKeyStore } from '../src/keystore/index.ts';
import { type EntryDraft, createLedger } from '../src/ledger/index.ts';
import { type JsonObject, type OrganisationId, type PersonId, asId, newId } from '../src/platform/index.ts';
import { type CompiledPolicy, createPolicyDrafts, createRehearsals } from '../src/policy/index.ts';
import { loadBaseline, prepareCase } from '../test/oracle/adapter.ts';
import { generateCase } from '../test/oracle/generate-case.ts';
import { createAgreementsBench } from '../test/support/agreements.ts';
import type { TestDatabase } from '../test/support/database.ts';
import { makeSigner, testOrigin } from '../test/support/ledger.ts';
import { strictDraft } from '../test/support/policy-drafts.ts';
import type { Options } from './options.ts';
import type { Report } from './report.ts';
import { withDatabase } from './with-database.ts';

/** Seconds in which all of them are to be decided again (issue 8). */
const goal = 60;
const usualDecisions = 100_000;
const families = 10_000;
const segments = 8;
/** Entries that are sealed and appended at once while the ledger is filled. */
const batch = 1000;

/**
 * Stores decisions with the facts that they rest on, each different, in a ledger with keys for each of so many families, and tries a
 * draft on all of them as the background worker does: found by the index, opened, decided again, compared and counted.
 */
export function benchRehearse({ decisions }: Options): Promise<Report> {
  return withDatabase((database) => measure(database, decisions ?? usualDecisions));
}

async function measure(database: TestDatabase, decisions: number): Promise<Report> {
  const keyStore = createKeyStore({
    keys: database.keys,
    keyEncryptionKey: randomBytes(32),
    lookupKey: randomBytes(32),
  });
  const bench = createAgreementsBench(database);
  const { clock } = bench;
  const { organisationId } = await bench.admit('ods:Z9Z9A');
  const { organisationId: other } = await bench.admit('ods:Z9Z9B');
  const pool = database.gateway;
  const ledger = createLedger({ pool, keyStore, signer: makeSigner(), origin: testOrigin, clock });
  const policy = loadBaseline();
  const people = await Promise.all(
    Array.from({ length: families }, async () => {
      const person = newId<'Person'>();
      await keyStore.createPersonKey(person);
      return person;
    }),
  );
  const make = createMaker({ policy, organisationId, other, people, at: clock.now() });
  for (let made = 0; made < decisions; made += batch) {
    const drafts = Array.from({ length: Math.min(batch, decisions - made) }, (_, place) =>
      make(made + place),
    );
    await ledger.append(await ledger.prepare(drafts));
  }
  await database.owner.query('analyze');
  const directory = 'policies';
  const drafts = createPolicyDrafts({ pool, clock, directory, bundle: 'BASE-1' });
  const rehearsals = createRehearsals({ pool, keyStore, clock, directory });
  const by = { organisationId, staffId: asId<'Staff'>('bench.officer') };
  const draft = await drafts.save(strictDraft(), by);
  if (!draft.ok) throw new Error('the draft is whole');
  const begun = await rehearsals.begin({ ...draft.value, ...by, days: 30 });
  if (!begun.ok) throw new Error(begun.refusal);
  const fault = (_: string, thrown: unknown): void => {
    throw thrown;
  };
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  const late = watchLoop();
  await runRehearsal({ ledger, rehearsals, policy, log: { fault } }, begun.value);
  const seconds = (performance.now() - started) / 1000;
  const used = process.cpuUsage(cpu);
  const results = await rehearsals.open(begun.value, 'open');
  if (results === undefined) throw new Error('it came to an end');
  const counted = results.decided + results.left;
  return {
    name: 'rehearse',
    conditions: { decisions, families, segments, distinct: true, fsync: true },
    seen: [],
    figures: [
      { name: 'decisions', value: counted, places: 0, goal: { atLeast: decisions } },
      { name: 'decided', value: results.decided, places: 0 },
      { name: 'changed', value: results.changed, places: 0, goal: { atLeast: 1 } },
      {
        name: 'rehearse_s',
        value: seconds,
        places: 1,
        goal: { atMost: (goal * decisions) / usualDecisions },
      },
      { name: 'per_s', value: counted / seconds, places: 0 },
      { name: 'cpu_s', value: (used.user + used.system) / 1e6, places: 1 },
      { name: 'loop_late_ms', value: late(), places: 0 },
    ],
  };
}

/** The longest that somebody else in this process waits for a turn meanwhile, in milliseconds. */
function watchLoop(): () => number {
  let [last, longest] = [performance.now(), 0];
  const watching = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 5);
    last = now;
  }, 5);
  return () => {
    clearInterval(watching);
    return longest;
  };
}

/** Makes the entry of one decision after the other, about one family after the other, as `draftDecisionEntry` lays it out. */
function createMaker({
  policy,
  organisationId,
  other,
  people,
  at,
}: {
  readonly policy: CompiledPolicy;
  readonly organisationId: OrganisationId;
  readonly other: OrganisationId;
  readonly people: readonly PersonId[];
  readonly at: Date;
}): (number: number) => EntryDraft {
  return (number) => {
    const drawn = generateCase(1, number);
    const own = drawn.segments;
    const facts = prepareCase(
      {
        ...drawn,
        segments: Array.from({ length: segments }, (_, place) => own[place % own.length]).flatMap(
          (segment, place) =>
            segment === undefined ? [] : [{ ...segment, segment: `s-${number}-${place}` }],
        ),
      },
      policy,
    )();
    const decision = decide(facts, policy);
    const { open, silent } = splitDecision(facts, decision, { leftOut: [], leftOutSilently: [] }, policy);
    const person = people[number % people.length];
    const about = person === undefined ? [] : [person];
    const exchangeId = newId<'Exchange'>();
    const base = {
      schema: 'assent.decision/2',
      exchangeId,
      messageId: randomUUID(),
      correlationId: exchangeId,
      requester: { organisationId, systemId: newId<'System'>(), practitioner: null },
      attestation: null,
      leadDecision: null,
      ...open,
    };
    const whole = {
      schema: 'assent.decision-whole/1',
      leadDecision: null,
      familyInformed: null,
      whole: silent?.whole ?? null,
      segments: silent?.segments ?? [],
    };
    return {
      entryId: newId<'Entry'>(),
      kind: 'DECISION',
      at,
      exchangeId,
      parts: [
        { about, content: asJson(base) },
        { about, silent: true, content: asJson(whole) },
      ],
      index: {
        sourceOrganisationId: organisationId,
        recipientOrganisationId: other,
        purpose: facts.purpose,
        messageType: facts.messageType,
        outcome: open.decision.outcome,
        ...(person === undefined ? {} : { dataSubject: person }),
      },
    };
  };
}

function asJson(content: object): JsonObject {
  return JSON.parse(JSON.stringify(content)) as JsonObject;
}
