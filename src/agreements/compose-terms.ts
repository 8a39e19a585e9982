import type { Queryable } from '../database/index.ts';
import { type AgreementId, type OrganisationId, type Result, ok, refuse } from '../platform/index.ts';
import type { StoredAgreement } from './agreement-store.ts';
import { type AgreementTerms, type ReadAgreementDraft, readTerms } from './agreement-terms.ts';
import {
  type Environment,
  checkIdentifierEnvironment,
  parseOrganisationIdentifierText,
} from './organisation-identifier.ts';
import { findOrganisationByIdentifier } from './organisation-store.ts';
import type { Organisation } from './organisation.ts';
import { type RegistrationProblem, problem, problemsUnder } from './registration-problem.ts';

/** What the terms depend on beside the draft. */
export interface TermsCircumstances {
  readonly agreementId: AgreementId;
  /** The version before, if there is one: its sides stay the sides. */
  readonly previous: StoredAgreement | undefined;
  readonly environment: Environment;
  readonly today: string;
}

/**
 * Turns a proposal into terms: every organisation that it names must be registered and active, and have the departments that it
 * brings in. A new version binds the same sides as the one before; other sides make another agreement.
 */
export async function composeTerms(
  pool: Queryable,
  draft: ReadAgreementDraft,
  { agreementId, previous, environment, today }: TermsCircumstances,
): Promise<Result<AgreementTerms, readonly RegistrationProblem[]>> {
  const problems: RegistrationProblem[] = [];
  const organisations = new Map<string, Organisation>();
  for (const [position, party] of draft.parties.entries()) {
    const field = `parties.${position}.organisation`;
    const identifier = parseOrganisationIdentifierText(party.organisation);
    const allowed = identifier.ok ? checkIdentifierEnvironment(identifier.value, environment) : identifier;
    if (!allowed.ok) {
      problems.push(...problemsUnder(field, [{ ...allowed.refusal, field: '' }]));
      continue;
    }
    const found = await findOrganisationByIdentifier(pool, allowed.value, today);
    if (found?.active !== true) {
      problems.push(problem(field, 'organisation-inactive', 'No active organisation has this identifier.'));
      continue;
    }
    if ([...organisations.values()].some(({ organisationId }) => organisationId === found.organisationId)) {
      problems.push(problem(field, 'duplicate', 'An organisation is named twice.'));
    }
    const { departments } = party;
    if (departments !== 'ALL' && departments.some((one) => !found.departments.includes(one))) {
      problems.push(
        problem(
          `parties.${position}.departments`,
          'department-unknown',
          `${found.name} has no such department.`,
        ),
      );
    }
    organisations.set(party.organisation, found);
  }
  if (problems.length > 0) return refuse(problems);

  const idOf = (name: string): OrganisationId => {
    const found = organisations.get(name);
    if (found === undefined) throw new TypeError('the draft was not checked');
    return found.organisationId;
  };
  const { parties, flows, staffRegisters, ...rest } = draft;
  const terms: AgreementTerms = {
    ...rest,
    format: 'assent-agreement-v1',
    agreementId,
    version: (previous?.version ?? 0) + 1,
    parties: parties.map(({ organisation, departments }) => ({
      organisationId: idOf(organisation),
      identifier: organisation,
      name: organisations.get(organisation)?.name ?? '',
      departments,
    })),
    flows: flows.map(({ source, recipient }) => ({ source: idOf(source), recipient: idOf(recipient) })),
    staffRegisters: staffRegisters.map(({ organisation, register }) => ({
      organisationId: idOf(organisation),
      register,
    })),
  };
  if (previous !== undefined && !hasSameSides(readTerms(previous.terms), terms)) {
    return refuse([
      problem(
        'parties',
        'sides-changed',
        'A new version binds the same organisations; propose a new agreement for others.',
      ),
    ]);
  }
  return ok(terms);
}

function hasSameSides(before: AgreementTerms, after: AgreementTerms): boolean {
  const sides = new Set(before.parties.map(({ organisationId }) => organisationId));
  return (
    sides.size === after.parties.length &&
    after.parties.every(({ organisationId }) => sides.has(organisationId))
  );
}
