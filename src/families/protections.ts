import { randomUUID } from 'node:crypto';
import { londonDate, refuse, type OrganisationId, type PersonId, type Result } from '../platform/index.ts';
import { prepareNote, type AuthorityNote, type AuthorityOrigin } from './authority-note.ts';
import type { FamiliesDeps } from './families-deps.ts';
import type { FamilyRefusal } from './family-links.ts';
import { prepareFamilyEntry } from './family-entry.ts';
import { isTaken } from './is-taken.ts';
import {
  protectionEndingSchema,
  protectionSchema,
  type ProtectionBody,
  type ProtectionEndingBody,
} from './protection-body.ts';
import { findProtections, type HeldProtection, type Protections } from './protections-in-force.ts';
import {
  findProtectionRow,
  findProtectionRows,
  recordProtectionEndingRow,
  recordProtectionRow,
  type ProtectionRow,
} from './protections-sql.ts';
import { refuseEarlyEnd } from './refuse-early-end.ts';
import { refuseRepeated } from './refuse-repeated.ts';

/** A protection that was recorded. */
export interface RecordedProtection {
  readonly protectionId: string;
  readonly dataSubject: PersonId;
  readonly body: ProtectionBody;
  /** The London day from which on it was ended, where somebody has ended it. */
  readonly endedOn: string | null;
  readonly recordedAt: Date;
}

/**
 * Records what protects a person. From this statement on no decision that was made without it can be recorded or sent: the
 * person's consent epoch is closed.
 */
export async function recordProtection(
  deps: FamiliesDeps,
  dataSubject: PersonId,
  body: ProtectionBody,
  origin: AuthorityOrigin,
): Promise<Result<RecordedProtection, FamilyRefusal>> {
  if (body.to !== null && body.to <= body.from)
    return refuse({
      code: 'family-days',
      message: 'It must end after it begins. Give a later day, or leave it out.',
    });
  const protectionId = randomUUID();
  const at = deps.clock.now();
  const sealed = await deps.keyStore.sealForPerson(
    dataSubject,
    Buffer.from(JSON.stringify(protectionSchema.parse(body))),
    protectionContext(protectionId),
  );
  const { kind, by, from, to } = body;
  const content = { event: 'PROTECTION_RECORDED', protectionId, kind, from, to, by: { ...by } };
  const entry = await prepareFamilyEntry(deps, at, [dataSubject], content, isSilent(kind));
  const note = await noteRequest(deps, dataSubject, protectionId, at, origin);
  return refuseRepeated(origin, async () => {
    await recordProtectionRow(deps.pool, { protectionId, dataSubject, sealed, at }, note, entry);
    return { protectionId, dataSubject, body, endedOn: null, recordedAt: at };
  });
}

/** Ends a protection from a London day on, once, for the organisation that recorded it. Anybody else's is not found. */
export async function endProtection(
  deps: FamiliesDeps,
  protectionId: string,
  ending: ProtectionEndingBody,
  origin: AuthorityOrigin,
): Promise<Result<RecordedProtection, FamilyRefusal>> {
  const found = await findProtection(deps, protectionId, ending.by.organisation);
  if (found === undefined) return refuse({ code: 'family-unknown', message: 'There is no such protection.' });
  const { dataSubject, body } = found;
  const early = refuseEarlyEnd(body.from, ending.to);
  if (early !== undefined) return early;
  const at = deps.clock.now();
  const sealed = await deps.keyStore.sealForPerson(
    dataSubject,
    Buffer.from(JSON.stringify(protectionEndingSchema.parse(ending))),
    endingContext(protectionId),
  );
  const { to, by } = ending;
  const content = { event: 'PROTECTION_ENDED', protectionId, kind: body.kind, to, by: { ...by } };
  const entry = await prepareFamilyEntry(deps, at, [dataSubject], content, isSilent(body.kind));
  const note = await noteRequest(deps, dataSubject, protectionId, at, origin);
  try {
    return await refuseRepeated(origin, async () => {
      await recordProtectionEndingRow(deps.pool, { protectionId, sealed, at }, note, entry);
      return { ...found, endedOn: to };
    });
  } catch (error) {
    if (!isTaken(error, 'protection_endings_pkey')) throw error;
    return refuse({ code: 'family-ended', message: 'That has ended already.' });
  }
}

/** One protection, for the organisation that recorded it; nothing where the person is erased. */
export async function findProtection(
  deps: Pick<FamiliesDeps, 'pool' | 'keyStore'>,
  protectionId: string,
  organisation: OrganisationId,
): Promise<RecordedProtection | undefined> {
  const row = await findProtectionRow(deps.pool, protectionId);
  const opened = row === undefined ? undefined : await openRow(deps, row);
  return opened?.body.by.organisation === organisation ? opened : undefined;
}

/** What protects each of some people on the London day of an instant. Everybody asked for is in the answer. */
export async function loadProtections(
  deps: Pick<FamiliesDeps, 'pool' | 'keyStore'>,
  persons: readonly PersonId[],
  at: Date,
): Promise<ReadonlyMap<PersonId, Protections>> {
  const rows = persons.length === 0 ? [] : await findProtectionRows(deps.pool, persons);
  const opened = (await Promise.all(rows.map((row) => openRow(deps, row)))).filter(
    (each) => each !== undefined,
  );
  const date = londonDate(at);
  return new Map(
    persons.map((person) => [
      person,
      findProtections(opened.filter(({ dataSubject }) => dataSubject === person).map(asHeld), date),
    ]),
  );
}

function asHeld({ body, endedOn }: RecordedProtection): HeldProtection {
  if (body.to === null || endedOn === null) return { body, to: body.to ?? endedOn };
  return { body, to: endedOn < body.to ? endedOn : body.to };
}

async function openRow(
  { keyStore }: Pick<FamiliesDeps, 'keyStore'>,
  { protectionId, dataSubject, sealed, ending, recordedAt }: ProtectionRow,
): Promise<RecordedProtection | undefined> {
  const opened = await keyStore.openForPerson(dataSubject, sealed, protectionContext(protectionId));
  if (opened === undefined) return undefined;
  const body = protectionSchema.parse(JSON.parse(opened.toString()));
  const ended =
    ending === null
      ? undefined
      : await keyStore.openForPerson(dataSubject, ending, endingContext(protectionId));
  const endedOn = ended === undefined ? null : protectionEndingSchema.parse(JSON.parse(ended.toString())).to;
  return { protectionId, dataSubject, body, endedOn, recordedAt };
}

/** That somebody is being hidden, and who is safe to tell, is found in no search of the ledger. */
function isSilent(kind: ProtectionBody['kind']): boolean {
  return kind === 'SHIELDED_LOCATION' || kind === 'SAFE_CONTACT';
}

/** Whoever records a protection may not for that reason ask about the person's authority. */
async function noteRequest(
  deps: Pick<FamiliesDeps, 'keyStore'>,
  person: PersonId,
  answerId: string,
  at: Date,
  origin: AuthorityOrigin,
): Promise<AuthorityNote> {
  const note = await prepareNote(deps, { person, answerId, at, events: [], origin });
  return { ...note, recorderHash: null };
}

function protectionContext(protectionId: string): string {
  return `families protection ${protectionId}`;
}

function endingContext(protectionId: string): string {
  return `families protection ending ${protectionId}`;
}
