import type { ConsentBody, ConsentVersion } from '../../consent/index.ts';
import { type OrganisationId, type Result, asId, ok, refuse, uuidShape } from '../../platform/index.ts';
import type { Problem, ScopeCode } from '../../vocabulary/index.ts';
import type { SystemCall } from '../exchange.ts';
import type { House } from '../house.ts';
import { type KnownRequester, identifyCall } from '../identify-message.ts';

/** A practitioner for whom their organisation has signed, as the recorder of a choice. */
export interface IdentifiedPractitioner {
  readonly known: KnownRequester;
  readonly recorder: {
    readonly kind: 'PRACTITIONER';
    readonly staff: NonNullable<KnownRequester['practitioner']>['staffId'];
    readonly organisation: OrganisationId;
  };
  readonly assertionId: string;
}

/** A choice is recorded by a named person, for whom their organisation has signed (rulings 18). */
export async function identifyPractitioner(
  house: House,
  call: SystemCall,
  scope: ScopeCode,
): Promise<Result<IdentifiedPractitioner, Problem>> {
  const known = await identifyCall(house, call, scope, call.idempotencyKey);
  if (!known.ok) return known;
  const { practitioner, organisation } = known.value;
  if (practitioner === null) return refuse({ code: 'practitioner-required' });
  return ok({
    known: known.value,
    recorder: {
      kind: 'PRACTITIONER',
      staff: practitioner.staffId,
      organisation: organisation.organisationId,
    },
    assertionId: practitioner.assertionId,
  });
}

/** A version that can be read. */
export type OwnVersion = ConsentVersion & { readonly body: ConsentBody };

/** The present version of a record that an organisation recorded itself. Anybody else's is not found. */
export async function findOwn(
  house: Pick<House, 'consents'>,
  consentId: string,
  organisationId: OrganisationId,
): Promise<OwnVersion | undefined> {
  const [newest] = await findOwnHistory(house, consentId, organisationId);
  return newest;
}

/** All versions of a record that an organisation recorded itself, the newest first; none where it is anybody else's. */
export async function findOwnHistory(
  house: Pick<House, 'consents'>,
  consentId: string,
  organisationId: OrganisationId,
): Promise<readonly OwnVersion[]> {
  if (!uuidShape.test(consentId)) return [];
  const history = await house.consents.findHistory(asId<'Consent'>(consentId));
  const readable = history.filter((version): version is OwnVersion => version.body !== 'ERASED');
  const recordedBy = readable[0]?.body.recordedBy;
  return recordedBy?.kind === 'PRACTITIONER' && recordedBy.organisation === organisationId ? readable : [];
}
