import type { DecisionTerms } from '../../families/index.ts';
import { type Result, ok, refuse } from '../../platform/index.ts';
import type { Problem, ProblemDetail } from '../../vocabulary/index.ts';
import type { House } from '../house.ts';
import type { RequestedAuthorityEvent } from '../receive/authority-request.ts';

type RequestedTerms = Extract<RequestedAuthorityEvent, { readonly terms: object }>['terms'];

/** Reads for which decisions something is meant: the organisations that it names must be registered. */
export async function findTerms(
  house: Pick<House, 'agreements'>,
  { purposes, categories, recipients }: RequestedTerms,
  at: Date,
): Promise<Result<DecisionTerms, Problem>> {
  const { organisations, organisationTypes } =
    recipients === 'ALL' ? { organisations: 'ALL' as const, organisationTypes: 'ALL' as const } : recipients;
  const wide = { purposes, categories, recipientTypes: organisationTypes };
  if (organisations === 'ALL') return ok({ ...wide, recipientOrganisations: 'ALL' });
  const found = await Promise.all(
    organisations.map((identifier) => house.agreements.findOrganisation(identifier, at)),
  );
  const errors = found.flatMap((organisation, position): ProblemDetail[] =>
    organisation === undefined
      ? [
          {
            pointer: `/event/terms/recipients/organisations/${position}`,
            rule: 'recipient-is-registered',
            message: 'No organisation is registered under this identifier.',
          },
        ]
      : [],
  );
  if (errors.length > 0) return refuse({ code: 'recipient-unknown', errors });
  return ok({
    ...wide,
    recipientOrganisations: found.flatMap((organisation) =>
      organisation === undefined ? [] : [organisation.organisationId],
    ),
  });
}
