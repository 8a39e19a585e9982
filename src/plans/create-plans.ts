import type { Queryable } from '../database/index.ts';
import type { KeyStore } from '../keystore/index.ts';
import {
  type JsonObject,
  type OrganisationId,
  type PersonId,
  type PlanId,
  type PlanVersionId,
  asId,
  newId,
} from '../platform/index.ts';
import type { PlanPart, PlanPlace, PlanRecord, PlanVersion, VersionDraft } from './plan-version.ts';
import {
  type StoredBlob,
  type VersionRow,
  findRowsOfMessage,
  findRowsOfPerson,
  findRowsOfPlan,
  findRowsOfRecords,
  restoreBlob,
  storeBlob,
} from './plans-sql.ts';

/**
 * What `plans.keep_version(jsonb)` takes, sealed; serialises with JSON.stringify. Whoever records the message that brings a version
 * performs that function inside its own one statement.
 */
export interface SealedVersion extends StoredBlob {
  readonly versionId: PlanVersionId;
  readonly planId: PlanId;
  readonly place: number;
  readonly isNew: boolean;
  readonly sourceOrganisationId: OrganisationId;
  readonly systemId: string;
  readonly dataSubject: PersonId;
  readonly messageType: string;
  readonly recordHash: string;
  readonly number: number;
  readonly inForceAt: string;
  readonly exchangeId: string;
  readonly messageId: string;
  readonly knownParts: number;
  readonly parts: readonly StoredBlob[];
}

/** The plans that are known, version by version. */
export interface Plans {
  /**
   * Finds the plan to which a record belongs: its own, or that of the record which it was made from. A record that belongs to none
   * begins a plan, under an identifier that is the same however often it is asked for.
   */
  locate(record: PlanRecord, number: number, derivedFrom: string | null): Promise<PlanPlace>;
  sealVersion(draft: VersionDraft): Promise<SealedVersion>;
  /** Versions of a person's plans of one type from one organisation, plan by plan, the oldest first. */
  findVersions(
    dataSubject: PersonId,
    source: OrganisationId,
    messageType: string,
  ): Promise<readonly PlanVersion[]>;
  /** The version that a message of an organisation carried. */
  findCarried(source: OrganisationId, messageId: string): Promise<PlanVersion | undefined>;
  /** All versions of a plan, the oldest first. */
  findPlan(planId: PlanId): Promise<readonly PlanVersion[]>;
}

/** What the room works with. */
export interface PlansDeps {
  readonly pool: Queryable;
  readonly keyStore: Pick<KeyStore, 'sealPart' | 'openPart' | 'lookupHash'>;
}

/** Opens the room over its dependencies. */
export function createPlans({ pool, keyStore }: PlansDeps): Plans {
  const nameRecord = ({ sourceOrganisationId, dataSubject, recordId }: PlanRecord): string =>
    `${sourceOrganisationId} ${dataSubject} ${recordId}`;
  const hashRecord = (record: PlanRecord): Buffer => keyStore.lookupHash('plans.record', nameRecord(record));

  async function seal(about: readonly PersonId[], content: JsonObject, context: string): Promise<StoredBlob> {
    return storeBlob(await keyStore.sealPart(about, newId(), Buffer.from(JSON.stringify(content)), context));
  }

  async function open(blob: StoredBlob, context: string): Promise<JsonObject | undefined> {
    const opened = await keyStore.openPart(restoreBlob(blob), context);
    return opened && (JSON.parse(opened.toString('utf8')) as JsonObject);
  }

  async function openVersion(row: VersionRow): Promise<PlanVersion | undefined> {
    const { base: sealedBase, parts: sealedParts } = row;
    const base = await open(sealedBase, baseContext(row.versionId));
    if (base === undefined) return undefined;
    const parts = await Promise.all(
      sealedParts.map(async (part): Promise<PlanPart[]> => {
        const content = await open(part, partContext(row.versionId, part.exchangeId, part.ordinal));
        const about = part.bodyKeys.wraps.map(({ person }) => asId<'Person'>(person));
        return content === undefined ? [] : [{ about, content }];
      }),
    );
    return { ...describe(row), base, parts: parts.flat(), partCount: sealedParts.length };
  }

  async function openAll(rows: readonly VersionRow[]): Promise<readonly PlanVersion[]> {
    return (await Promise.all(rows.map(openVersion))).filter((version) => version !== undefined);
  }

  return {
    locate: async (record, number, derivedFrom) => {
      const own = hashRecord(record);
      const from = derivedFrom === null ? null : hashRecord({ ...record, recordId: derivedFrom });
      const rows = await findRowsOfRecords(pool, from === null ? [own] : [own, from]);
      const ofRecord = rows.filter(({ recordHash }) => recordHash.equals(own));
      const before = ofRecord[0] ?? rows.find(({ recordHash }) => from !== null && recordHash.equals(from));
      const inPlan = rows.filter(({ planId }) => planId === before?.planId);
      const same = ofRecord.find((row) => row.number === number);
      return {
        planId: before?.planId ?? derivePlanId(keyStore, nameRecord(record)),
        known: (same && (await openVersion(same))) ?? null,
        nextPlace: Math.max(0, ...inPlan.map(({ place }) => place)) + 1,
        latestNumber: ofRecord.length === 0 ? null : Math.max(...ofRecord.map((row) => row.number)),
        earlier: inPlan
          .filter((row) => row !== same)
          .map(({ versionId, place, messageIds }) => ({ versionId, place, messageIds })),
      };
    },

    sealVersion: async ({ place, base, parts, ...draft }) => {
      const { versionId, exchangeId, dataSubject } = draft;
      return {
        versionId,
        planId: place.planId,
        place: place.known?.place ?? place.nextPlace,
        isNew: place.known === null,
        sourceOrganisationId: draft.sourceOrganisationId,
        systemId: draft.systemId,
        dataSubject,
        messageType: draft.messageType,
        recordHash: hashRecord(draft).toString('base64'),
        number: draft.number,
        inForceAt: draft.inForceAt.toISOString(),
        exchangeId,
        messageId: draft.messageId,
        knownParts: place.known?.partCount ?? 0,
        ...(await seal([dataSubject], base, baseContext(versionId))),
        parts: await Promise.all(
          parts.map(({ about, content }, ordinal) =>
            seal(about, content, partContext(versionId, exchangeId, ordinal)),
          ),
        ),
      };
    },

    findVersions: async (dataSubject, source, messageType) =>
      openAll(await findRowsOfPerson(pool, dataSubject, source, messageType)),
    findCarried: async (source, messageId) =>
      (await openAll(await findRowsOfMessage(pool, source, messageId)))[0],
    findPlan: async (planId) => openAll(await findRowsOfPlan(pool, planId)),
  };
}

/** What of a version stands in clear. */
function describe(row: VersionRow): Omit<PlanVersion, 'base' | 'parts' | 'partCount'> {
  const { versionId, planId, place, sourceOrganisationId, systemId, dataSubject } = row;
  const { messageType, number, inForceAt, messageIds } = row;
  return {
    versionId,
    planId,
    place,
    sourceOrganisationId,
    systemId,
    dataSubject,
    messageType,
    number,
    inForceAt,
    messageIds,
  };
}

function baseContext(versionId: PlanVersionId): string {
  return `plan version ${versionId}`;
}

function partContext(versionId: PlanVersionId, exchangeId: string, ordinal: number): string {
  return `plan part ${versionId} ${exchangeId} ${ordinal}`;
}

/** Made of the record under the lookup key, so that it says nothing, and a message that is decided again names the same plan. */
function derivePlanId(keyStore: PlansDeps['keyStore'], record: string): PlanId {
  const hex = keyStore.lookupHash('plans.plan', record).toString('hex');
  return asId<'Plan'>(
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-9${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
  );
}
