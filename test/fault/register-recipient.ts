import { createAgreementSignature, publicPartOf } from '../../src/agreements/index.ts';
import { expectOk } from '../../src/region/seed-rooms.ts';
import type { TestRegion } from '../support/gateway.ts';

/** A school that the region has beside its own, with a system at an address. */
export interface RegisteredRecipient {
  readonly urn: string;
  readonly clientId: string;
}

/** Registers a school and its system, and an agreement under which the council sends it records, signed by both. */
export async function registerRecipient(
  { rooms, region }: Pick<TestRegion, 'rooms' | 'region'>,
  place: number,
  port: number,
): Promise<RegisteredRecipient> {
  const { agreements } = rooms;
  const { authority } = region.prepared;
  const urn = String(999_101 + place);
  const clientId = `fault-school-${place}`;
  const organisationId = expectOk(
    await agreements.registerOrganisation({
      name: `Fault School ${place}`,
      type: 'SCHOOL',
      identifiers: [{ system: 'urn', value: urn }],
      departments: [],
      existsFrom: '2020-01-01',
      dutyStatus: 'DESIGNATED_EDU',
      dutyPhone: '01632 960 006',
    }),
  );
  expectOk(
    await agreements.registerSystem(organisationId, {
      clientId,
      name: clientId,
      scopes: ['exchanges:acknowledge'],
      keys: [],
      certificates: [],
      endpoint: { url: `https://localhost:${port}/inbox` },
    }),
  );
  const { WMC } = region.organisations;
  const proposed = expectOk(
    await agreements.proposeAgreement(WMC, {
      kind: 'DSA',
      title: `Westmarch Council and Fault School ${place}`,
      parties: [
        { organisation: 'ods:Z9Z9A', departments: 'ALL' },
        { organisation: `urn:${urn}`, departments: 'ALL' },
      ],
      flows: [{ source: 'ods:Z9Z9A', recipient: `urn:${urn}` }],
      purposes: ['P07'],
      messageTypes: ['M09'],
      categories: 'ALL',
      modes: ['EXISTENCE', 'CONTENT'],
      legalPowers: ['CA1989_S17', 'CA2004_S10'],
      staffRegisters: [{ organisation: 'ods:Z9Z9A', register: 'main' }],
      validFrom: '2026-01-01',
      validTo: '2029-12-31',
      reviewOn: '2027-09-01',
    }),
  );
  for (const [side, name] of [
    [WMC, 'wmc-agreements'],
    [organisationId, `fault-${place}-agreements`],
  ] as const) {
    const jwk = await authority.openSigningKey(name);
    const known = (await agreements.listKeys(side)).some(({ key }) => key.kid === jwk.kid);
    if (!known) expectOk(await agreements.addOrganisationKey(side, publicPartOf(jwk)));
    const { agreementId, version, termsHash } = proposed;
    const statement = { agreementId, version, organisationId: side, termsHash };
    const jws = expectOk(await createAgreementSignature(statement, jwk));
    expectOk(await agreements.signAgreement(agreementId, side, jws));
  }
  return { urn, clientId };
}
