import { z } from 'zod';
import {
  asId,
  canonicalJson,
  newId,
  ok,
  type JsonValue,
  type PersonId,
  type Result,
} from '../../platform/index.ts';
import { refuseConsent, type ConsentRefusal } from '../consent-refusal.ts';
import { day, decidedBySchema } from '../consent-schemas.ts';
import type { ConsentsDeps } from '../consents-deps.ts';
import { writeVersion } from '../write-version.ts';
import {
  adviceKinds,
  reuseParties,
  stateOfReuse,
  type ReuseAgreement,
  type ReuseAgreementId,
  type ReuseBody,
  type ReuseConsent,
  type ReuseParty,
} from './reuse-agreement.ts';
import { findReuseRow, findReuseRows, recordReuseRow, type ReuseRow } from './reuse-sql.ts';

const organisation = z.uuid().transform((text) => asId<'Organisation'>(text));
const consentSchema = z.strictObject({
  on: day,
  staff: z.string().transform((text) => asId<'Staff'>(text)),
  organisation,
  evidenceRef: z.string(),
});

const reuseBodySchema: z.ZodType<ReuseBody> = z.strictObject({
  advice: z.strictObject({ kind: z.enum(adviceKinds), reference: z.string(), givenOn: day }),
  author: organisation,
  council: organisation,
  lastDay: day.nullable(),
  agreed: z.strictObject({
    author: consentSchema.nullable(),
    council: consentSchema.nullable(),
    family: consentSchema.extend({ decidedBy: decidedBySchema }).nullable(),
  }),
  ended: z.strictObject({ party: z.enum(reuseParties), by: consentSchema }).nullable(),
});

/** One of the three says yes, or ends it. */
export type ReuseStep =
  | { readonly kind: 'AGREE'; readonly party: 'AUTHOR' | 'COUNCIL'; readonly by: ReuseConsent }
  | {
      readonly kind: 'AGREE';
      readonly party: 'FAMILY';
      readonly by: NonNullable<ReuseBody['agreed']['family']>;
    }
  | { readonly kind: 'END'; readonly party: ReuseParty; readonly by: ReuseConsent };

/** The agreements that advice is asked for once. Every write is one statement: version, epoch and ledger entry. */
export interface ReuseAgreements {
  /** Begins an agreement with the word of whoever proposes it. */
  proposeReuse(dataSubject: PersonId, body: ReuseBody): Promise<ReuseAgreement>;
  /** Adds the word of one of the three. Said again it changes nothing; an agreement that has ended takes no more. */
  stepReuse(agreementId: ReuseAgreementId, step: ReuseStep): Promise<Result<ReuseAgreement, ConsentRefusal>>;
  findReuse(agreementId: ReuseAgreementId): Promise<ReuseAgreement | undefined>;
  /** The newest version of each agreement about a person. */
  loadReuse(person: PersonId): Promise<readonly ReuseAgreement[]>;
}

/** Makes the register of reuse agreements. */
export function createReuseAgreements(deps: Omit<ConsentsDeps, 'tell'>): ReuseAgreements {
  const open = (row: ReuseRow): Promise<ReuseAgreement> => openReuse(deps, row);
  return {
    proposeReuse: (dataSubject, body) =>
      write(deps, { agreementId: newId<'ReuseAgreement'>(), version: 1, dataSubject }, body),
    stepReuse: (agreementId, step) => stepReuse(deps, agreementId, step),
    findReuse: async (agreementId) => {
      const row = await findReuseRow(deps.pool, agreementId);
      return row === undefined ? undefined : open(row);
    },
    loadReuse: async (person) => Promise.all((await findReuseRows(deps.pool, person)).map(open)),
  };
}

type ReuseDeps = Omit<ConsentsDeps, 'tell'>;

function stepReuse(
  deps: ReuseDeps,
  agreementId: ReuseAgreementId,
  step: ReuseStep,
): Promise<Result<ReuseAgreement, ConsentRefusal>> {
  return writeVersion(async () => {
    const row = await findReuseRow(deps.pool, agreementId);
    if (row === undefined) return refuseConsent('', 'CONSENT_UNKNOWN', 'There is no such agreement.');
    const newest = await openReuse(deps, row);
    if (newest.body === 'ERASED') {
      return refuseConsent(
        '',
        'CONSENT_ERASED',
        'This agreement was erased and holds no more. Propose a new one.',
      );
    }
    const body = takeStep(newest.body, step);
    if (!body.ok) return body;
    if (body.value === newest.body) return ok(newest);
    return ok(await write(deps, { ...newest, version: newest.version + 1 }, body.value));
  });
}

/** What the agreement says after a step. Whoever is no party to it has no step. Pure. */
export function takeStep(body: ReuseBody, step: ReuseStep): Result<ReuseBody, ConsentRefusal> {
  const { author, council } = body;
  const own = { AUTHOR: [author], COUNCIL: [council], FAMILY: [author, council] }[step.party];
  if (!own.includes(step.by.organisation)) {
    return refuseConsent(
      '/party',
      'RECORDER_IS_NOT_DECIDER',
      'Each side speaks for itself only. Let the other side agree in its own request.',
    );
  }
  if (step.kind === 'END') {
    return ok(body.ended === null ? { ...body, ended: { party: step.party, by: step.by } } : body);
  }
  if (stateOfReuse(body) === 'ENDED') {
    return refuseConsent(
      '',
      'CONSENT_MOVES_FORWARD',
      'This agreement has ended. Propose a new one (POST /v1/reuse-agreements).',
    );
  }
  switch (step.party) {
    case 'AUTHOR':
      return ok(body.agreed.author === null ? agree(body, { author: step.by }) : body);
    case 'COUNCIL':
      return ok(body.agreed.council === null ? agree(body, { council: step.by }) : body);
    case 'FAMILY':
      return ok(agree(body, { family: step.by }));
  }
}

function agree(body: ReuseBody, more: Partial<ReuseBody['agreed']>): ReuseBody {
  return { ...body, agreed: { ...body.agreed, ...more } };
}

async function write(
  deps: ReuseDeps,
  { agreementId, version, dataSubject }: Pick<ReuseAgreement, 'agreementId' | 'version' | 'dataSubject'>,
  body: ReuseBody,
): Promise<ReuseAgreement> {
  const recordedAt = deps.clock.now();
  const text = canonicalJson(JSON.parse(JSON.stringify(body)) as JsonValue);
  const sealed = await deps.keyStore.sealForPerson(
    dataSubject,
    Buffer.from(text),
    sealContext(agreementId, version),
  );
  const entries = await deps.ledger.prepare([
    {
      entryId: newId<'Entry'>(),
      kind: 'CONSENT',
      at: recordedAt,
      parts: [
        {
          about: [dataSubject],
          content: {
            event: 'REUSE_AGREEMENT',
            agreementId,
            version,
            state: stateOfReuse(body),
            ...(JSON.parse(text) as object),
          },
        },
      ],
      index: { dataSubject },
    },
  ]);
  await recordReuseRow(deps.pool, { agreementId, version, dataSubject, recordedAt, body: sealed }, entries);
  return { agreementId, version, dataSubject, recordedAt, body };
}

async function openReuse(deps: Pick<ReuseDeps, 'keyStore'>, row: ReuseRow): Promise<ReuseAgreement> {
  const { agreementId, version, dataSubject, recordedAt } = row;
  const opened = await deps.keyStore.openForPerson(dataSubject, row.body, sealContext(agreementId, version));
  return {
    agreementId,
    version,
    dataSubject,
    recordedAt,
    body: opened === undefined ? 'ERASED' : reuseBodySchema.parse(JSON.parse(opened.toString())),
  };
}

function sealContext(agreementId: ReuseAgreementId, version: number): string {
  return `reuse agreement ${agreementId} ${String(version)}`;
}
