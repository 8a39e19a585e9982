import { type JsonObject, type Result, ok, refuse } from '../../platform/index.ts';
import type { Problem, ProblemDetail } from '../../vocabulary/index.ts';
import { type OwnVersion, findOwnHistory } from '../choosing/own-records.ts';
import type { FhirBundleAnswer, FhirConsentAnswer, SystemCall } from '../exchange.ts';
import type { House } from '../house.ts';
import { identifyCall } from '../identify-message.ts';
import { type Look, type Looking, recordLooks } from '../record-look.ts';
import { findSystem, personSystems } from './consent-terms.ts';
import { findOwnOf } from './find-twin.ts';
import { showConsent, writeVersion } from './show-consent.ts';
import { fhirStatus } from './write-consent.ts';

/** One version of a choice to share, the newest where none is named, for the organisation that recorded it. */
export async function findFhirConsent(
  house: House,
  call: SystemCall,
  consentId: string,
  version: string | undefined,
): Promise<Result<FhirConsentAnswer, Problem>> {
  const shared = await findShared(house, call, consentId);
  if (!shared.ok) return shared;
  const { looking, history } = shared.value;
  const found = version === undefined ? history[0] : history.find((each) => String(each.version) === version);
  if (found === undefined) return refuse({ code: 'not-found' });
  await recordLooks(house, looking, looksAt([found]));
  return ok(await showConsent(house, found, false));
}

/** All versions, the newest first, as a Bundle of type history. */
export async function findFhirHistory(
  house: House,
  call: SystemCall,
  consentId: string,
): Promise<Result<FhirBundleAnswer, Problem>> {
  const shared = await findShared(house, call, consentId);
  if (!shared.ok) return shared;
  const { looking, history } = shared.value;
  if (history.length === 0) return refuse({ code: 'not-found' });
  await recordLooks(house, looking, looksAt(history));
  const entry = await Promise.all(
    history.map(async (version) => ({
      fullUrl: addressOf(house, version),
      resource: await writeVersion(house, version),
      request: {
        method: version.version === 1 ? 'POST' : 'PUT',
        url: version.version === 1 ? 'Consent' : `Consent/${version.consentId}`,
      },
      response: {
        status: version.version === 1 ? '201' : '200',
        etag: `W/"${version.version}"`,
        lastModified: version.recordedAt.toISOString(),
      },
    })),
  );
  return ok({ resource: { resourceType: 'Bundle', type: 'history', total: entry.length, entry } });
}

/**
 * The choices to share about one person that the asker's own organisation recorded. Whoever is not known, and whoever it recorded
 * nothing about, is the same empty answer.
 */
export async function searchFhirConsents(
  house: House,
  call: SystemCall,
): Promise<Result<FhirBundleAnswer, Problem>> {
  const search = parseSearch(call.body.toString());
  if (!search.ok) return search;
  const requester = await identifyCall(house, call, 'consents:read', call.idempotencyKey);
  if (!requester.ok) return requester;
  const persons = await house.families.findNumbered([search.value.identifier]);
  const own = await findOwnOf(house, persons, requester.value.organisation.organisationId);
  const { statuses } = search.value;
  const wanted = own.filter(({ status }) => statuses.length === 0 || statuses.includes(fhirStatus[status]));
  await recordLooks(house, requester.value, looksAt(wanted));
  const entry = await Promise.all(
    wanted.map(async (version) => ({
      fullUrl: addressOf(house, version),
      resource: await writeVersion(house, version),
      search: { mode: 'match' },
    })),
  );
  return ok({
    resource: {
      resourceType: 'Bundle',
      type: 'searchset',
      total: entry.length,
      // The search itself names a person, so the address that it would have is not written down.
      link: [{ relation: 'self', url: `${house.publicUrl}/fhir/R4/Consent/_search` }],
      ...(entry.length === 0 ? {} : { entry }),
    } satisfies JsonObject,
  });
}

async function findShared(
  house: House,
  call: SystemCall,
  consentId: string,
): Promise<Result<{ readonly looking: Looking; readonly history: readonly OwnVersion[] }, Problem>> {
  const requester = await identifyCall(house, call, 'consents:read', call.idempotencyKey);
  if (!requester.ok) return requester;
  const history = await findOwnHistory(house, consentId, requester.value.organisation.organisationId);
  return ok({ looking: requester.value, history: history.filter(({ type }) => type === 'SHARE') });
}

/** Whoever reads a choice reads a number of the person and what they chose: one look for each person, with all that was seen. */
function looksAt(versions: readonly OwnVersion[]): readonly Look[] {
  return [...new Set(versions.map(({ dataSubject }) => dataSubject))].map((person) => ({
    person,
    content: {
      at: 'CHOICE',
      seen: versions
        .filter(({ dataSubject }) => dataSubject === person)
        .map(({ consentId, version }) => ({ consentId, version })),
    },
  }));
}

function addressOf({ publicUrl }: House, { consentId }: OwnVersion): string {
  return `${publicUrl}/fhir/R4/Consent/${consentId}`;
}

interface Search {
  readonly identifier: { readonly system: keyof typeof personSystems; readonly value: string };
  readonly statuses: readonly string[];
}

const states: readonly string[] = ['draft', 'proposed', 'active', 'rejected', 'inactive', 'entered-in-error'];
/** `patient.identifier` is IHE's chained parameter, `patient:identifier` FHIR's own modifier: both ask the same here. */
const identifierNames: readonly string[] = ['patient.identifier', 'patient:identifier'];

/** Parses the form of a search: one identifier of a person, and states of which any one suffices. */
export function parseSearch(form: string): Result<Search, Problem> {
  const entries = [...new URLSearchParams(form)];
  const unknown = entries.find(([name]) => name !== 'status' && !identifierNames.includes(name));
  if (unknown !== undefined) {
    return refuseSearch(
      'request-malformed',
      'http.parameter',
      'parameter-unknown',
      'Search by patient.identifier and status.',
    );
  }
  const tokens = entries.filter(([name]) => identifierNames.includes(name)).map(([, token]) => token);
  const [token = ''] = tokens;
  if (tokens.length !== 1 || token === '') {
    return refuseSearch(
      'request-malformed',
      'http.patient.identifier',
      'identifier-missing',
      'Name one identifier of the person.',
    );
  }
  const bar = token.indexOf('|');
  // NHS services leave the system out where the number is an NHS number.
  const system = bar < 0 ? 'nhs-number' : findSystem(personSystems, token.slice(0, bar));
  if (system === undefined) {
    return refuseSearch(
      'search-invalid',
      'http.patient.identifier',
      'identifier-system',
      'This register is not known here.',
    );
  }
  const value = token.slice(bar + 1);
  if (
    !/^[0-9A-Z -]{6,20}$/.test(value) ||
    (system === 'nhs-number' && !/^\d{10}$/.test(value.replaceAll(/[ -]/g, '')))
  ) {
    return refuseSearch(
      'search-invalid',
      'http.patient.identifier',
      'identifier-value',
      'This is no number of that register.',
    );
  }
  const statuses = entries.filter(([name]) => name === 'status').flatMap(([, list]) => list.split(','));
  return statuses.every((each) => states.includes(each))
    ? ok({ identifier: { system, value }, statuses })
    : refuseSearch('search-invalid', 'http.status', 'status', 'This is no state of a Consent.');
}

function refuseSearch(
  code: Problem['code'],
  pointer: string,
  rule: ProblemDetail['rule'],
  message: string,
): Result<never, Problem> {
  return refuse({ code, errors: [{ pointer, rule, message }] });
}
