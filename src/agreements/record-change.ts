import type { Queryable } from '../database/index.ts';
import type { Ledger } from '../ledger/index.ts';
import {
  type Clock,
  type JsonObject,
  type OrganisationId,
  type Result,
  hasErrorCode,
  newId,
  ok,
  refuse,
} from '../platform/index.ts';
import type { Remember } from './edition.ts';
import type { Environment } from './organisation-identifier.ts';
import { type RegistrationProblem, problem } from './registration-problem.ts';
import type { AgreementVerifier } from './verify-agreement.ts';

/** What this room works with. */
export interface AgreementsContext {
  /** The gateway's role on the main database. */
  readonly pool: Queryable;
  readonly ledger: Pick<Ledger, 'prepare'>;
  readonly clock: Clock;
  readonly environment: Environment;
}

/** What each register of this room works with. */
export interface RegisterContext extends AgreementsContext {
  /** What a reader of the registers need not ask again. */
  readonly remember: Remember;
  readonly verifier: AgreementVerifier;
}

/** A change of the registers or of an agreement, as the ledger keeps it. Never holds anything about a data subject. */
export interface Change {
  readonly event: string;
  readonly at: Date;
  /** Whose register or agreement changes. */
  readonly organisationId: OrganisationId;
  readonly content: JsonObject;
}

/** What a change gives: nothing but that it stands, or why it was refused. */
export type Changed = Promise<Result<undefined, readonly RegistrationProblem[]>>;

/** Refuses for one reason. */
export function refuseOne(
  field: string,
  rule: string,
  message: string,
): { readonly ok: false; readonly refusal: readonly RegistrationProblem[] } {
  return refuse([problem(field, rule, message)]);
}

/**
 * Makes a change durable together with its ledger entry of kind AGREEMENT. `statement` is the one statement that does both: its last
 * parameter, after `values`, takes the entries as the text of a jsonb array. What a rule or constraint of the database refuses
 * comes back as a problem; a fault is thrown.
 */
export async function recordChange(
  context: AgreementsContext,
  change: Change,
  statement: string,
  values: readonly unknown[],
): Changed {
  const prepared = await context.ledger.prepare([
    {
      entryId: newId<'Entry'>(),
      kind: 'AGREEMENT',
      at: change.at,
      parts: [
        {
          about: [],
          content: { event: change.event, organisationId: change.organisationId, ...change.content },
        },
      ],
      index: { sourceOrganisationId: change.organisationId },
    },
  ]);
  try {
    await context.pool.query(statement, [...values, JSON.stringify(prepared)]);
    return ok(undefined);
  } catch (fault) {
    const found = findProblem(fault);
    if (found === undefined) throw fault;
    return refuse([found]);
  }
}

/** What each constraint protects, in words. */
const constraintProblems: Readonly<Record<string, RegistrationProblem>> = {
  identifier_taken: problem(
    'identifiers',
    'identifier-taken',
    'Another organisation has this identifier on those dates.',
  ),
  organisation_identifiers_pkey: problem(
    'identifiers',
    'identifier-taken',
    'The organisation has this identifier already.',
  ),
  ods_code_reused: problem(
    'identifiers',
    'ods-reused',
    'An ODS code is never given to a second organisation.',
  ),
  duty_overlap: problem('duties', 'duty-overlap', 'Two duty statuses hold on the same day.'),
  organisations_pkey: problem(
    'organisationId',
    'organisation-taken',
    'The organisation is registered already.',
  ),
  organisation_closures_pkey: problem(
    'closedOn',
    'already-closed',
    'The organisation has been closed already.',
  ),
  organisation_closures_successor_id_fkey: problem(
    'successor',
    'successor-unknown',
    'The successor is not registered.',
  ),
  organisation_closures_check: problem(
    'successor',
    'successor-itself',
    'An organisation cannot succeed itself.',
  ),
  client_id_taken: problem('clientId', 'client-id-taken', 'Another system has this client id.'),
  public_keys_pkey: problem('kid', 'kid-duplicate', 'A key with this kid is registered already.'),
  key_taken: problem('keys', 'key-taken', 'This key is registered already: make one of your own.'),
  system_certificates_pkey: problem(
    'certificates',
    'certificate-taken',
    'This certificate is registered already.',
  ),
  already_signed: problem('organisation', 'already-signed', 'This side has signed this version already.'),
  already_revoked: problem('agreementId', 'agreement-revoked', 'The agreement has been revoked.'),
  agreements_pkey: problem('version', 'version-not-next', 'Another version was proposed in the meantime.'),
};

/** What the rules in migrations/gateway/044 to 046 and 170 say, in words. */
const ruleMessages: Readonly<Record<string, string>> = {
  'organisation-unknown': 'No such organisation is registered.',
  'system-unknown': 'No such system is registered.',
  'identifier-not-held': 'The organisation has no such identifier that would end later than that.',
  'duty-later-stands': 'A duty status from that day or a later one stands already.',
  'standing-unchanged': 'It is in that state already.',
  'endpoint-ambiguous': 'Another system of the organisation receives for one of these departments and roles.',
  'record-service-ambiguous':
    'Another system of the organisation gives records in this form for one of these departments.',
  'key-not-in-force': 'There is no such key, or it has ended by then.',
  'certificate-not-in-force': 'There is no such certificate, or it has ended by then.',
  'agreement-revoked': 'The agreement has been revoked.',
  'version-not-next': 'Another version was proposed in the meantime.',
  'version-superseded': 'A newer version has been proposed; sign that one.',
};

function findProblem(fault: unknown): RegistrationProblem | undefined {
  if (typeof fault !== 'object' || fault === null) return undefined;
  if (hasErrorCode(fault, 'AS040')) {
    const rule = 'message' in fault && typeof fault.message === 'string' ? fault.message : '';
    const message = Object.hasOwn(ruleMessages, rule) ? ruleMessages[rule] : undefined;
    const field = 'detail' in fault && typeof fault.detail === 'string' ? fault.detail : '';
    return message === undefined ? undefined : problem(field, rule, message);
  }
  const constraint = 'constraint' in fault ? fault.constraint : undefined;
  if (typeof constraint !== 'string' || !Object.hasOwn(constraintProblems, constraint)) return undefined;
  return constraintProblems[constraint];
}
