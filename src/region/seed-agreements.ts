import {
  type AgreementDraft,
  type Agreements,
  type DevelopmentAuthority,
  createAgreementSignature,
  publicPartOf,
} from '../agreements/index.ts';
import type { OrganisationId } from '../platform/index.ts';
import type { PreparedSystems } from './prepare-systems.ts';
import { expectOk, keysOf } from './seed-rooms.ts';
import { agreements } from './westmarch-agreements.ts';
import { type OrganisationKey, organisations } from './westmarch.ts';

/** Brings the region's agreements into the register, one after the other: two agreements may have a side in common, whose key is registered once. */
export async function seedAgreements(
  { authority }: PreparedSystems,
  register: Agreements,
  ids: Readonly<Record<OrganisationKey, OrganisationId>>,
): Promise<void> {
  for (const draft of agreements) await seedAgreement(authority, register, ids, draft);
}

/** Proposed by the first side and signed by each with its own key, as partners do it (rulings 19). */
async function seedAgreement(
  authority: DevelopmentAuthority,
  register: Agreements,
  ids: Readonly<Record<OrganisationKey, OrganisationId>>,
  draft: AgreementDraft,
): Promise<void> {
  const sides = keysOf(organisations).filter((key) => {
    const [identifier] = organisations[key].identifiers;
    return draft.parties.some(
      ({ organisation }) => organisation === `${identifier.system}:${identifier.value}`,
    );
  });
  const [proposer] = sides;
  if (proposer === undefined) throw new Error('an agreement of the region names nobody in it');
  const existing = await register.listAgreements(ids[proposer]);
  if (existing.some(({ terms }) => terms.title === draft.title)) return;
  const keys = await Promise.all(
    sides.map(async (side) => {
      const jwk = await authority.openSigningKey(`${side.toLowerCase()}-agreements`);
      const known = (await register.listKeys(ids[side])).some(({ key }) => key.kid === jwk.kid);
      if (!known) expectOk(await register.addOrganisationKey(ids[side], publicPartOf(jwk)));
      return { side, jwk };
    }),
  );
  const proposed = expectOk(await register.proposeAgreement(ids[proposer], draft));
  for (const { side, jwk } of keys) {
    const statement = {
      agreementId: proposed.agreementId,
      version: proposed.version,
      organisationId: ids[side],
      termsHash: proposed.termsHash,
    };
    const jws = expectOk(await createAgreementSignature(statement, jwk));
    expectOk(await register.signAgreement(proposed.agreementId, ids[side], jws));
  }
}
