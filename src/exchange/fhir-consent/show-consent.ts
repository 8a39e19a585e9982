import type { ConsentVersion } from '../../consent/index.ts';
import type { JsonObject } from '../../platform/index.ts';
import { deciderPseudonym } from '../choosing/find-decider.ts';
import type { FhirConsentAnswer } from '../exchange.ts';
import type { House } from '../house.ts';
import { type WrittenVersion, writeConsent } from './write-consent.ts';

/** A version as FHIR shows it to the organisation that recorded it. */
export async function showConsent(
  house: House,
  version: ConsentVersion,
  created: boolean,
): Promise<FhirConsentAnswer> {
  const { consentId, version: number, recordedAt } = version;
  return {
    created,
    consentId,
    version: number,
    lastUpdated: recordedAt,
    resource: await writeVersion(house, version),
  };
}

/** The resource alone. */
export async function writeVersion(house: House, version: ConsentVersion): Promise<JsonObject> {
  if (!isReadable(version)) throw new Error('an erased record is shown to nobody');
  const { recordedBy } = version.body;
  const reader = recordedBy.kind === 'PRACTITIONER' ? recordedBy.organisation : undefined;
  if (reader === undefined) throw new Error('a record is shown to the organisation that made it');
  return writeConsent(version, {
    policy: house.policy.version.bundle,
    pseudonym: (person) => deciderPseudonym(house, reader, person),
    chosenAt: await findChosenAt(house, version),
  });
}

async function findChosenAt(house: House, version: ConsentVersion): Promise<Date> {
  if (version.sequence === version.chosenSequence) return version.recordedAt;
  const history = await house.consents.findHistory(version.consentId);
  return (
    history.find(({ sequence }) => sequence === version.chosenSequence)?.recordedAt ?? version.recordedAt
  );
}

function isReadable(version: ConsentVersion): version is WrittenVersion {
  return version.body !== 'ERASED';
}
