import { z } from 'zod';
import {
  type AgreementId,
  type JsonValue,
  type OrganisationId,
  type Result,
  londonDate,
  newId,
  ok,
  parseCompactJws,
  refuse,
} from '../platform/index.ts';
import {
  type AgreementFact,
  type AgreementInForce,
  type AgreementQuestion,
  findCoveringAgreements,
  findMissingFacts,
} from './agreement-in-force.ts';
import { type AgreementProof, toAgreementProof } from './agreement-proof.ts';
import { findSignatureFault } from './agreement-signature.ts';
import {
  type StoredAgreement,
  areBothActive,
  findAgreementsBetween,
  findLatestVersions,
  findVersions,
} from './agreement-store.ts';
import {
  type AgreementDraft,
  type AgreementTerms,
  hashTerms,
  parseAgreementDraft,
  writeTerms,
} from './agreement-terms.ts';
import { changesSql } from './changes-sql.ts';
import { composeTerms } from './compose-terms.ts';
import { reasonField } from './input-fields.ts';
import { findKey } from './public-key-store.ts';
import { type RegisterContext, type Changed, recordChange, refuseOne } from './record-change.ts';
import { type RegistrationProblem, readFields } from './registration-problem.ts';

/** One version of an agreement, for those who look at it or sign it. */
export interface AgreementVersion {
  readonly agreementId: AgreementId;
  readonly version: number;
  readonly terms: AgreementTerms;
  /** The terms as the one text that is hashed, and its SHA-256 in base64url. */
  readonly termsText: string;
  readonly termsHash: string;
  readonly proposedBy: OrganisationId;
  readonly proposedAt: Date;
  /** Each side: when it signed with which key, and whether that signature holds today. */
  readonly sides: readonly {
    readonly organisationId: OrganisationId;
    readonly identifier: string;
    readonly name: string;
    readonly signed: { readonly kid: string; readonly at: Date; readonly holds: boolean } | null;
  }[];
  readonly revocation: StoredAgreement['revocation'];
}

/** Sharing agreements. Every question reads the database: a revocation acts on the next one, at every replica. */
export interface AgreementRegister {
  /** The widest agreement that covers the question; see {@link findCoveringAgreements}. Neither side may be suspended or closed. */
  findAgreementInForce(question: AgreementQuestion): Promise<AgreementInForce | undefined>;
  /** All that cover it. */
  findAgreementsInForce(question: AgreementQuestion): Promise<readonly AgreementInForce[]>;
  /** For each agreement that ever let information flow this way: which facts its newest version lacks. */
  explainAgreements(
    question: AgreementQuestion,
  ): Promise<readonly { readonly terms: AgreementTerms; readonly missing: readonly AgreementFact[] }[]>;
  /** Proposes an agreement, or the next version of one. Nothing is in force before every side has signed. */
  proposeAgreement(
    proposedBy: OrganisationId,
    draft: AgreementDraft | JsonValue,
    agreementId?: AgreementId,
  ): Promise<Result<AgreementVersion, readonly RegistrationProblem[]>>;
  /** Records a side's own signature, made by `createAgreementSignature` or any JOSE library. */
  signAgreement(agreementId: AgreementId, organisationId: OrganisationId, jws: string): Changed;
  /** Ends an agreement at once, all of its versions, for good. Any side may. */
  revokeAgreement(agreementId: AgreementId, organisationId: OrganisationId, reason: string): Changed;
  /** One version, the newest where none is named. */
  findAgreement(agreementId: AgreementId, version?: number): Promise<AgreementVersion | undefined>;
  /** One version with what proves, without our registers, that its sides signed it. */
  findAgreementProof(agreementId: AgreementId, version: number): Promise<AgreementProof | undefined>;
  /** The newest version of each, or of those that an organisation is a side of. */
  listAgreements(organisationId?: OrganisationId): Promise<readonly AgreementVersion[]>;
}

const revocation = z.strictObject({ reason: reasonField });
const unknownAgreement = refuseOne('agreementId', 'agreement-unknown', 'There is no such agreement.');
const notAParty = refuseOne(
  'organisation',
  'not-a-party',
  'This organisation is not a side of the agreement.',
);

/** Opens the register of agreements. */
export function createAgreementRegister(context: RegisterContext): AgreementRegister {
  const { pool, clock, remember, verifier } = context;

  async function findAgreementsInForce(question: AgreementQuestion): Promise<readonly AgreementInForce[]> {
    const { sourceId, recipientId, at } = question;
    const day = londonDate(at);
    const sides = `${sourceId} ${recipientId}`;
    const [records, active] = await Promise.all([
      remember(`agreements ${sides}`, async () => {
        const stored = await findAgreementsBetween(pool, sourceId, recipientId);
        return Promise.all(stored.map((one) => verifier.verify(one)));
      }),
      remember(`active ${sides} ${day}`, () => areBothActive(pool, sourceId, recipientId, day)),
    ]);
    return active ? findCoveringAgreements(records, question) : [];
  }

  async function explainAgreements(
    question: AgreementQuestion,
  ): ReturnType<AgreementRegister['explainAgreements']> {
    const stored = await findAgreementsBetween(pool, question.sourceId, question.recipientId);
    const newest = new Map(stored.map((one) => [one.agreementId, one]));
    const records = await Promise.all([...newest.values()].map((one) => verifier.verify(one)));
    return records.map((record) => ({ terms: record.terms, missing: findMissingFacts(record, question) }));
  }

  async function proposeAgreement(
    proposedBy: OrganisationId,
    draft: AgreementDraft | JsonValue,
    agreementId: AgreementId = newId<'Agreement'>(),
  ): Promise<Result<AgreementVersion, readonly RegistrationProblem[]>> {
    const read = parseAgreementDraft(draft);
    if (!read.ok) return read;
    const at = clock.now();
    const previous = (await findVersions(pool, agreementId)).at(-1);
    const composed = await composeTerms(pool, read.value, {
      agreementId,
      previous,
      environment: context.environment,
      today: londonDate(at),
    });
    if (!composed.ok) return composed;
    const terms = composed.value;
    if (!isParty(terms, proposedBy)) return notAParty;
    const text = writeTerms(terms);
    const content = { agreementId, version: terms.version, terms, termsHash: hashTerms(text) };
    const written = await recordChange(
      context,
      { event: 'AGREEMENT_PROPOSED', at, organisationId: proposedBy, content },
      changesSql.proposeAgreement,
      [agreementId, terms.version, text, JSON.stringify(terms.flows), proposedBy, at],
    );
    if (!written.ok) return written;
    return ok(
      await toVersion({
        agreementId,
        version: terms.version,
        terms: text,
        proposedBy,
        proposedAt: at,
        signatures: [],
        revocation: null,
      }),
    );
  }

  async function signAgreement(
    agreementId: AgreementId,
    organisationId: OrganisationId,
    text: string,
  ): Changed {
    const jws = parseCompactJws(text);
    if (!jws.ok)
      return refuseOne('jws', 'signature-malformed', 'This is no compact JWS in its one spelling.');
    const versions = await findVersions(pool, agreementId);
    const stored = versions.find(({ version }) => version === jws.value.payload['version']);
    if (versions.length === 0) return unknownAgreement;
    if (stored === undefined)
      return refuseOne('jws', 'signature-statement', 'It signs no version of this agreement.');
    const { terms, termsHash, version } = await toVersion(stored);
    if (!isParty(terms, organisationId)) return notAParty;
    const at = clock.now();
    const { kid } = jws.value.header;
    const registered = typeof kid === 'string' ? await findKey(pool, kid) : undefined;
    if (registered === undefined)
      return refuseOne('kid', 'key-unknown', 'No key with this kid is registered.');
    if (registered.organisationId !== organisationId) {
      return refuseOne('kid', 'key-of-another', 'The key is not registered for this organisation.');
    }
    if (registered.systemId !== null) {
      return refuseOne(
        'kid',
        'key-of-system',
        "A system's key cannot bind the organisation: use its own key for agreements.",
      );
    }
    if (registered.validFrom > at || (registered.validTo !== null && registered.validTo <= at)) {
      return refuseOne('kid', 'key-not-in-force', 'The key is not in force today.');
    }
    const statement = { agreementId, version, organisationId, termsHash };
    const fault = await findSignatureFault(jws.value, statement, registered.key);
    if (fault !== undefined) return refuse([fault]);
    const content = { agreementId, version, termsHash, kid: registered.key.kid, jws: text };
    return recordChange(
      context,
      { event: 'AGREEMENT_SIGNED', at, organisationId, content },
      changesSql.signAgreement,
      [agreementId, version, organisationId, registered.key.kid, text, at],
    );
  }

  async function revokeAgreement(
    agreementId: AgreementId,
    organisationId: OrganisationId,
    reason: string,
  ): Changed {
    const parsed = readFields(revocation, { reason });
    if (!parsed.ok) return parsed;
    const newest = await findAgreement(agreementId);
    if (newest === undefined) return unknownAgreement;
    if (!isParty(newest.terms, organisationId)) return notAParty;
    const at = clock.now();
    return recordChange(
      context,
      { event: 'AGREEMENT_REVOKED', at, organisationId, content: { agreementId, ...parsed.value } },
      changesSql.revokeAgreement,
      [agreementId, organisationId, parsed.value.reason, at],
    );
  }

  async function findAgreement(
    agreementId: AgreementId,
    version?: number,
  ): Promise<AgreementVersion | undefined> {
    const versions = await findVersions(pool, agreementId);
    const stored = version === undefined ? versions.at(-1) : versions.find((one) => one.version === version);
    return stored && toVersion(stored);
  }

  async function toVersion(stored: StoredAgreement): Promise<AgreementVersion> {
    const { terms, signedBy } = await verifier.verify(stored);
    return {
      agreementId: stored.agreementId,
      version: stored.version,
      terms,
      termsText: stored.terms,
      termsHash: hashTerms(stored.terms),
      proposedBy: stored.proposedBy,
      proposedAt: stored.proposedAt,
      sides: terms.parties.map(({ organisationId, identifier, name }) => {
        const signature = stored.signatures.find((one) => one.organisationId === organisationId);
        const holds = signedBy.includes(organisationId);
        return {
          organisationId,
          identifier,
          name,
          signed: signature === undefined ? null : { kid: signature.key.kid, at: signature.signedAt, holds },
        };
      }),
      revocation: stored.revocation,
    };
  }

  return {
    findAgreementInForce: async (question) => (await findAgreementsInForce(question))[0],
    findAgreementsInForce,
    explainAgreements,
    proposeAgreement,
    signAgreement,
    revokeAgreement,
    findAgreement,
    findAgreementProof: async (agreementId, version) => {
      const stored = (await findVersions(pool, agreementId)).find((one) => one.version === version);
      return stored && toAgreementProof(stored);
    },
    listAgreements: async (organisationId) =>
      Promise.all((await findLatestVersions(pool, organisationId ?? null)).map(toVersion)),
  };
}

function isParty(terms: AgreementTerms, organisationId: OrganisationId): boolean {
  return terms.parties.some((party) => party.organisationId === organisationId);
}
