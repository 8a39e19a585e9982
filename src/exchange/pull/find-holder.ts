import type { Organisation, RegisteredSystem } from '../../agreements/index.ts';
import { type Result, ok, refuse } from '../../platform/index.ts';
import type { RecordRequest } from '../../records/index.ts';
import type { Problem } from '../../vocabulary/index.ts';
import type { House } from '../house.ts';

/** An organisation that gives records, and the system that does; of what the gateway itself puts together, any of its systems. */
export interface Holder {
  readonly organisation: Organisation;
  readonly system: RegisteredSystem;
}

/** Finds who is asked for the record. That somebody gives none in this form is known of the organisation, and of no child. */
export async function findHolder(
  { agreements }: Pick<House, 'agreements'>,
  { source, type, plan }: RecordRequest,
  at: Date,
): Promise<Result<Holder, Problem>> {
  const organisation = await agreements.findOrganisation(source.organisation, at);
  const system =
    organisation?.active !== true
      ? undefined
      : plan === undefined && type !== 'M20'
        ? await agreements.findRecordHolder(
            organisation.organisationId,
            type === 'FHIR' ? 'FHIR' : 'JSON',
            source.department ?? 'NONE',
          )
        : (await agreements.listSystems(organisation.organisationId)).find(
            ({ suspendedAt }) => suspendedAt === null,
          );
  if (organisation !== undefined && system !== undefined) return ok({ organisation, system });
  return refuse({
    code: 'holder-unknown',
    errors: [
      {
        pointer: '/source/organisation',
        rule: 'source-gives-records',
        message: 'No organisation that gives records of this type is registered under this identifier.',
      },
    ],
  });
}
