import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Queryable } from '../../database/index.ts';
import type { KeyStore } from '../../keystore/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import {
  type Clock,
  type JsonObject,
  type OrganisationId,
  type PersonId,
  type Result,
  asId,
  canonicalJson,
  hasErrorCode,
  londonDate,
  newId,
  ok,
  refuse,
} from '../../platform/index.ts';
import { categoryCodes, purposeCodes } from '../../vocabulary/index.ts';
import {
  type ChoiceRequestRow,
  findRowOfRequest,
  findShownRows,
  recordChoiceRequestRow,
} from './choice-request-sql.ts';

const bodySchema = z.strictObject({
  recipient: z.uuid().transform((text) => asId<'Organisation'>(text)),
  purpose: z.enum(purposeCodes),
  categories: z.array(z.enum(categoryCodes)).min(1),
  /** The last London day on which the choice would hold; `null` is until it is changed. */
  until: z.iso.date().nullable(),
  /** Why it is asked, in the words of whoever asks. */
  words: z.string().min(1).max(500),
  by: z.string().transform((text) => asId<'Staff'>(text)),
});

/** What a service asks a family to choose: who would receive which kinds of information, why and until when. */
export type ChoiceRequestBody = z.output<typeof bodySchema>;

/** What was asked, opened. */
export interface ChoiceRequest extends ChoiceRequestBody {
  readonly requestId: string;
  readonly dataSubject: PersonId;
  /** Who asks. */
  readonly organisationId: OrganisationId;
  readonly askedAt: Date;
  /** The last London day on which it is shown (YYYY-MM-DD). */
  readonly shownUntil: string;
}

/** What families are asked to choose. Whether anybody answered is nowhere: an answer is a choice like any other. */
export interface ChoiceRequests {
  /**
   * Writes down what is asked about a person.
   * @param requestKey names the request, so that it is asked once however often it is sent
   */
  ask(
    dataSubject: PersonId,
    organisationId: OrganisationId,
    body: ChoiceRequestBody,
    requestKey: string,
  ): Promise<Result<ChoiceRequest, 'REQUEST_CONFLICT'>>;
  /** What is asked about a person and can still be answered, the newest first. */
  findShown(dataSubject: PersonId, at: Date): Promise<readonly ChoiceRequest[]>;
}

/** Days for which a request is shown; whoever still needs an answer asks again. */
const shownDays = 28;

interface AskedDeps {
  readonly pool: Queryable;
  readonly keyStore: Pick<KeyStore, 'sealForPerson' | 'openForPerson' | 'lookupHash'>;
  readonly ledger: Pick<Ledger, 'prepare'>;
  readonly clock: Clock;
}

/** Opens what families are asked over its dependencies. Every write is one statement with its ledger entry. */
export function createChoiceRequests(deps: AskedDeps): ChoiceRequests {
  const { pool, keyStore, ledger, clock } = deps;
  return {
    ask: async (dataSubject, organisationId, body, request) => {
      const requestId = randomUUID();
      const askedAt = clock.now();
      const shownUntil = londonDate(new Date(askedAt.getTime() + shownDays * 86_400_000));
      const requestKey = keyStore.lookupHash('choice-request.key', request);
      const said = canonicalJson({ dataSubject, ...asJson(body) });
      const row = {
        requestId,
        dataSubject,
        organisationId,
        requestKey,
        requestHash: keyStore.lookupHash('choice-request', said),
        askedAt,
        shownUntil,
        body: await keyStore.sealForPerson(
          dataSubject,
          Buffer.from(JSON.stringify(body)),
          contextOf(requestId),
        ),
      };
      // The words of whoever asked stand in the request alone.
      const { recipient, purpose, categories, until, by } = body;
      const terms = { recipient, purpose, categories: [...categories], until, by };
      const entries = await ledger.prepare([
        {
          entryId: newId<'Entry'>(),
          kind: 'CONSENT',
          at: askedAt,
          parts: [
            { about: [dataSubject], content: { event: 'CHOICE_ASKED', requestId, organisationId, ...terms } },
          ],
          index: { dataSubject, sourceOrganisationId: organisationId, purpose: body.purpose },
        },
      ]);
      try {
        await recordChoiceRequestRow(pool, row, entries);
      } catch (fault) {
        if (!isTaken(fault)) throw fault;
        const first = await findRowOfRequest(pool, requestKey);
        const same = first?.requestHash.equals(row.requestHash) === true;
        const earlier = same ? await openRow(keyStore, first) : undefined;
        return earlier === undefined ? refuse('REQUEST_CONFLICT') : ok(earlier);
      }
      return ok({ ...body, requestId, dataSubject, organisationId, askedAt, shownUntil });
    },
    findShown: async (dataSubject, at) => {
      const rows = await findShownRows(pool, dataSubject, londonDate(at));
      const opened = await Promise.all(rows.map((row) => openRow(keyStore, row)));
      return opened.filter((each) => each !== undefined);
    },
  };
}

async function openRow(
  keyStore: AskedDeps['keyStore'],
  { requestId, dataSubject, organisationId, askedAt, shownUntil, body }: ChoiceRequestRow,
): Promise<ChoiceRequest | undefined> {
  const opened = await keyStore.openForPerson(dataSubject, body, contextOf(requestId));
  if (opened === undefined) return undefined;
  const said = bodySchema.parse(JSON.parse(opened.toString('utf8')));
  return { ...said, requestId, dataSubject, organisationId, askedAt, shownUntil };
}

function asJson(body: ChoiceRequestBody): JsonObject {
  return JSON.parse(JSON.stringify(body)) as JsonObject;
}

function contextOf(requestId: string): string {
  return `choice-request:${requestId}`;
}

function isTaken(fault: unknown): boolean {
  return (
    hasErrorCode(fault, '23505') &&
    typeof fault === 'object' &&
    fault !== null &&
    'constraint' in fault &&
    fault.constraint === 'choice_asked_once'
  );
}
