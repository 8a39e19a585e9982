import { randomUUID } from 'node:crypto';
import { londonDate, type OrganisationId, type PersonId } from '../platform/index.ts';
import { planEvent, type AuthorityEvent, type DueEvent } from './authority-events.ts';
import type { FamiliesDeps } from './families-deps.ts';

/** Where a change came from, when a system asked for it. */
export interface AuthorityOrigin {
  /** The organisation that records; it may ask about what it recorded. */
  readonly organisation: OrganisationId;
  /** Names the request: the same one sent again is the same change. */
  readonly request: { readonly requestId: string; readonly requestHash: Buffer };
  /** What officers must look at because of it, sealed: elements of what `cases.open_cases(jsonb)` takes. */
  readonly cases?: readonly object[];
}

/** A change of authority that was written down. */
export interface RecordedAuthority {
  /** Names the fact, for its ending. */
  readonly factId: string;
  readonly recordedAt: Date;
}

/** What is written beside a change of authority, in the same statement. It serialises to `p_note` of `families.note_authority`. */
export interface AuthorityNote {
  readonly request: {
    readonly requestId: string;
    readonly requestHash: string;
    readonly answerId: string;
  } | null;
  readonly recorderHash: string | null;
  readonly events: readonly {
    readonly scheduleId: string;
    readonly personId: PersonId;
    readonly dayHash: string;
    readonly keyHash: string;
    readonly sealed: string;
  }[];
  readonly cases: readonly object[];
}

/** What was changed about whom, and what will come of it on which day. */
export interface NotedChange {
  readonly person: PersonId;
  /** The identifier that a request is answered with. */
  readonly answerId: string;
  readonly at: Date;
  readonly events: readonly AuthorityEvent[];
  readonly origin: AuthorityOrigin | null;
}

/** Prepares what is written beside a change: the days are keyed hashes and what happens on them is sealed for the person. */
export async function prepareNote(
  deps: Pick<FamiliesDeps, 'keyStore'>,
  { person, answerId, at, events, origin }: NotedChange,
): Promise<AuthorityNote> {
  const today = londonDate(at);
  const due = events.flatMap((event) => planEvent(event, today));
  return {
    request:
      origin === null
        ? null
        : {
            requestId: origin.request.requestId,
            requestHash: origin.request.requestHash.toString('hex'),
            answerId,
          },
    recorderHash: origin === null ? null : hashRecorder(deps, person, origin.organisation).toString('hex'),
    events: await Promise.all(
      due.map(async (event) => {
        const scheduleId = randomUUID();
        const sealed = await deps.keyStore.sealForPerson(
          person,
          Buffer.from(JSON.stringify(event)),
          scheduleContext(scheduleId),
        );
        return {
          scheduleId,
          personId: person,
          dayHash: hashDay(deps, event.due).toString('hex'),
          keyHash: hashEvent(deps, person, event).toString('hex'),
          sealed: sealed.toString('hex'),
        };
      }),
    ),
    cases: origin?.cases ?? [],
  };
}

/** The keyed hash under which what is due on a London day is found. */
export function hashDay(deps: Pick<FamiliesDeps, 'keyStore'>, day: string): Buffer {
  return deps.keyStore.lookupHash('authority-event', day);
}

/** The keyed hash of "this organisation recorded something of this person's authority". */
export function hashRecorder(
  deps: Pick<FamiliesDeps, 'keyStore'>,
  person: PersonId,
  organisation: OrganisationId,
): Buffer {
  return deps.keyStore.lookupHash('authority-recorder', `${person} ${organisation}`);
}

/** What a planned event is bound to. */
export function scheduleContext(scheduleId: string): string {
  return `families schedule ${scheduleId}`;
}

function hashEvent(
  deps: Pick<FamiliesDeps, 'keyStore'>,
  person: PersonId,
  { kind, day, factId, stage }: DueEvent,
): Buffer {
  return deps.keyStore.lookupHash('authority-event-key', [person, kind, day, factId ?? '', stage].join(' '));
}
