import type { Queryable } from '../database/index.ts';
import type { KeyStore } from '../keystore/index.ts';
import type { Ledger, PreparedEntry } from '../ledger/index.ts';
import {
  type Clock,
  type JsonObject,
  type OrganisationId,
  type PersonId,
  type RelationshipId,
  type Result,
  type StaffId,
  canonicalJson,
  hasErrorCode,
  londonDate,
  newId,
  ok,
  refuse,
} from '../platform/index.ts';
import {
  type EndingBody,
  type Lead,
  type Relationship,
  type RelationshipBody,
  chooseLead,
  chooseRelationship,
  countsOn,
  endingBodySchema,
  relationshipBodySchema,
} from './relationship.ts';
import {
  type RelationshipRow,
  findRow,
  findRowOfRequest,
  findRowsOfPerson,
  recordEndingRow,
  recordRelationshipRow,
} from './relationships-sql.ts';

/** Why a relationship or its end was not recorded. */
export type RelationshipRefusal =
  /** The same key was used before for something else. */
  | 'REQUEST_CONFLICT'
  /** There is none, or its person was erased. */
  | 'UNKNOWN'
  /** Its end is recorded already, and another one. */
  | 'ENDED';

/** The register of who leads for a child and who works with whom (rulings 18, docs/domain/02 §2.1). */
export interface Relationships {
  /**
   * Records that somebody leads for a person or works with them.
   * @param requestKey names the request, so that it is recorded once however often it is sent
   * @param cases what officers must look at because of it, sealed: elements of what `cases.open_cases(jsonb)` takes
   */
  recordRelationship(
    dataSubject: PersonId,
    body: RelationshipBody,
    requestKey: string,
    cases: readonly object[],
  ): Promise<Result<Relationship, RelationshipRefusal>>;
  /** Ends one, once. Said again in the same words it changes nothing. */
  endRelationship(
    relationshipId: RelationshipId,
    ending: EndingBody,
  ): Promise<Result<Relationship, RelationshipRefusal>>;
  /** One by its identifier; absent when the person was erased. */
  findById(relationshipId: RelationshipId): Promise<Relationship | undefined>;
  /** Everybody who works with a person on the London day of an instant. */
  findCurrent(dataSubject: PersonId, at: Date): Promise<readonly Relationship[]>;
  /** Who leads for a person on the London day of an instant. */
  findLead(dataSubject: PersonId, at: Date): Promise<Lead | undefined>;
  /** On what an organisation, or one of its staff, works with a person on the London day of an instant. */
  findRelationship(
    organisationId: OrganisationId,
    staffId: StaffId | null,
    dataSubject: PersonId,
    at: Date,
  ): Promise<Relationship | undefined>;
}

/** What the room works with. */
export interface RelationshipsDeps {
  readonly pool: Queryable;
  readonly keyStore: Pick<KeyStore, 'sealForPerson' | 'openForPerson' | 'lookupHash'>;
  readonly ledger: Pick<Ledger, 'prepare'>;
  readonly clock: Clock;
}

/** Opens the register over its dependencies. Every write is one statement with its ledger entry. */
export function createRelationships(deps: RelationshipsDeps): Relationships {
  const { pool, keyStore, clock } = deps;

  async function loadOf(person: PersonId): Promise<readonly Relationship[]> {
    const rows = await findRowsOfPerson(pool, person);
    const opened = await Promise.all(rows.map((row) => openRelationship(keyStore, row)));
    return opened.filter((each) => each !== undefined);
  }

  async function findById(relationshipId: RelationshipId): Promise<Relationship | undefined> {
    const row = await findRow(pool, relationshipId);
    return row && openRelationship(keyStore, row);
  }

  async function recordRelationship(
    dataSubject: PersonId,
    body: RelationshipBody,
    request: string,
    cases: readonly object[],
  ): Promise<Result<Relationship, RelationshipRefusal>> {
    const relationshipId = newId<'Relationship'>();
    const recordedAt = clock.now();
    const requestKey = keyStore.lookupHash('relationship.request-key', request);
    const said = canonicalJson({ dataSubject, ...asJson(body) });
    const requestHash = keyStore.lookupHash('relationship.request', said);
    const sealed = await keyStore.sealForPerson(
      dataSubject,
      Buffer.from(JSON.stringify(body)),
      relationshipContext(relationshipId),
    );
    const content = { event: 'RELATIONSHIP_RECORDED', relationshipId, ...asJson(body) };
    const entries = await prepareEntry(deps, recordedAt, dataSubject, content);
    const row = { relationshipId, person: dataSubject, requestKey, requestHash, recordedAt, body: sealed };
    try {
      await recordRelationshipRow(pool, row, cases, entries);
    } catch (fault) {
      if (!isTaken(fault, 'request_once')) throw fault;
      const first = await findRowOfRequest(pool, requestKey);
      const same = first?.requestHash.equals(requestHash) === true;
      const earlier = same ? await openRelationship(keyStore, first) : undefined;
      return earlier === undefined ? refuse('REQUEST_CONFLICT') : ok(earlier);
    }
    return ok({ ...body, relationshipId, dataSubject, recordedAt, ending: null });
  }

  async function endRelationship(
    relationshipId: RelationshipId,
    ending: EndingBody,
  ): Promise<Result<Relationship, RelationshipRefusal>> {
    const found = await findById(relationshipId);
    if (found === undefined) return refuse('UNKNOWN');
    if (found.ending !== null) return saidBefore(found, ending);
    const at = clock.now();
    const body = await keyStore.sealForPerson(
      found.dataSubject,
      Buffer.from(JSON.stringify(ending)),
      endingContext(relationshipId),
    );
    const content = { event: 'RELATIONSHIP_ENDED', relationshipId, ...asJson(ending) };
    const entries = await prepareEntry(deps, at, found.dataSubject, content);
    try {
      await recordEndingRow(pool, { relationshipId, recordedAt: at, body }, entries);
    } catch (fault) {
      if (!isTaken(fault, 'ended_once')) throw fault;
      const ended = await findById(relationshipId);
      return ended === undefined ? refuse('UNKNOWN') : saidBefore(ended, ending);
    }
    return ok({ ...found, ending });
  }

  return {
    recordRelationship,
    endRelationship,
    findById,
    findCurrent: async (dataSubject, at) =>
      (await loadOf(dataSubject)).filter((each) => countsOn(each, londonDate(at))),
    findLead: async (dataSubject, at) => chooseLead(await loadOf(dataSubject), londonDate(at)),
    findRelationship: async (organisationId, staffId, dataSubject, at) =>
      chooseRelationship(await loadOf(dataSubject), organisationId, staffId, londonDate(at)),
  };
}

function saidBefore(found: Relationship, ending: EndingBody): Result<Relationship, RelationshipRefusal> {
  const same = found.ending !== null && canonicalJson(asJson(found.ending)) === canonicalJson(asJson(ending));
  return same ? ok(found) : refuse('ENDED');
}

async function openRelationship(
  keyStore: RelationshipsDeps['keyStore'],
  row: RelationshipRow,
): Promise<Relationship | undefined> {
  const { relationshipId, person, recordedAt } = row;
  const body = await keyStore.openForPerson(person, row.body, relationshipContext(relationshipId));
  if (body === undefined) return undefined;
  const ending =
    row.endingBody === null
      ? null
      : await keyStore.openForPerson(person, row.endingBody, endingContext(relationshipId));
  if (ending === undefined) return undefined;
  return {
    ...relationshipBodySchema.parse(JSON.parse(body.toString('utf8'))),
    relationshipId,
    dataSubject: person,
    recordedAt,
    ending: ending === null ? null : endingBodySchema.parse(JSON.parse(ending.toString('utf8'))),
  };
}

function prepareEntry(
  { ledger }: Pick<RelationshipsDeps, 'ledger'>,
  at: Date,
  dataSubject: PersonId,
  content: JsonObject,
): Promise<readonly PreparedEntry[]> {
  return ledger.prepare([
    {
      entryId: newId<'Entry'>(),
      kind: 'RELATIONSHIP',
      at,
      parts: [{ about: [dataSubject], content }],
      index: { dataSubject },
    },
  ]);
}

function relationshipContext(relationshipId: RelationshipId): string {
  return `relationship:${relationshipId}`;
}

function endingContext(relationshipId: RelationshipId): string {
  return `relationship-ending:${relationshipId}`;
}

function asJson(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}

function isTaken(fault: unknown, constraint: string): boolean {
  return (
    hasErrorCode(fault, '23505') &&
    typeof fault === 'object' &&
    fault !== null &&
    'constraint' in fault &&
    fault.constraint === constraint
  );
}
