import { z } from 'zod';
import type { SignedInIdentity } from '../exchange/index.ts';
import type { ProvedIdentity } from '../pages/index.ts';

const name = z.string().min(1).max(200).optional().catch(undefined);

const personSchema = z.object({
  nhs_number: z.string().max(20).optional().catch(undefined),
  family_name: name,
  given_name: name,
  birthdate: z.iso.date().optional().catch(undefined),
  address: z
    .object({ postal_code: z.string().min(1).max(20).optional() })
    .optional()
    .catch(undefined),
});

/** What the provider knows of a person, as NHS login says it; what is no such thing is left out. */
export function readPerson({ said }: Pick<ProvedIdentity, 'said'>): SignedInIdentity {
  const { nhs_number, family_name, given_name, birthdate, address } = personSchema.parse(said);
  return {
    nhsNumber: nhs_number,
    familyName: family_name,
    givenName: given_name,
    birthDate: birthdate,
    postcode: address?.postal_code,
  };
}
