import {
  type JsonObject,
  type Result,
  isJsonObject,
  ok,
  parseStrictJson,
  refuse,
} from '../../platform/index.ts';
import {
  type RecordRequest,
  type SearchProblem,
  parseRecordRequest,
  parseSearchFilters,
} from '../../records/index.ts';
import type { Problem, ProblemDetail } from '../../vocabulary/index.ts';
import { findSystem, personSystems } from '../fhir-consent/consent-terms.ts';
import type { RecordForm } from './address-record.ts';
import type { FhirAsk } from './fhir-ask.ts';

/** The header in which stands what every request for a record says. */
const groundsHeader = 'Assent-Request';

/**
 * Reads a FHIR read or search as a request for a record. Who holds it, who would read it, why, and unless the search names them whom it
 * is about stand in the header `Assent-Request`: base64 of the members of `/v1/requests` other than `type` and `resourceTypes`. The
 * NHS's Booking and Referral Standard says in the same way whom its `NHSD-Target-Identifier` means.
 */
export function parseFhirRequest(
  grounds: string | undefined,
  ask: FhirAsk,
  publicUrl: string,
): Result<{ readonly request: RecordRequest; readonly form: RecordForm }, Problem> {
  const read = readGrounds(grounds);
  if (!read.ok) return read;
  const { type, resourceId, parameters } = ask;
  const given = [...new URLSearchParams(parameters)];
  const named = readPerson(ask, given);
  if (!named.ok) return named;
  if ((named.value !== undefined) === Object.hasOwn(read.value, 'subject'))
    return refuseParameter('search-invalid', 'subject', 'subject-once', personOnce);
  const persons = personParameters(type);
  const conditions = given.filter(([name]) => !persons.has(name));
  const filters = parseSearchFilters(type, conditions);
  if (!filters.ok) return refuse(tellSearchProblem(filters.refusal));
  const parsed = parseRecordRequest({
    ...read.value,
    ...(named.value === undefined ? {} : { subject: named.value }),
    type: 'FHIR',
    resourceTypes: [type],
  });
  if (!parsed.ok)
    return refuse({ code: 'message-invalid', errors: parsed.refusal.map((each) => placeInHeader(each)) });
  const query = new URLSearchParams(conditions).toString();
  return ok({
    request: parsed.value,
    form: {
      form: resourceId === undefined ? 'SEARCHSET' : 'RESOURCE',
      filters: filters.value,
      self: `${publicUrl}/fhir/R4/${type}${query === '' ? '' : `?${query}`}`,
      ...(resourceId === undefined ? {} : { resourceId }),
    },
  });
}

/** Says of a rule that a request breaks where it stands when the request stands in the header. */
export function placeInHeader(error: ProblemDetail): ProblemDetail {
  const { pointer } = error;
  if (pointer !== '' && !pointer.startsWith('/')) return error;
  return { ...error, pointer: `http.${groundsHeader}${pointer.replaceAll('/', '.')}` };
}

function readGrounds(text: string | undefined): Result<JsonObject, Problem> {
  if (text === undefined)
    return refuseHeader('grounds-missing', 'Say who holds it, who reads it and why: base64 of JSON.');
  const json = parseStrictJson(Buffer.from(text, 'base64'));
  if (
    !json.ok ||
    !isJsonObject(json.value) ||
    ownNames.some((name) => Object.hasOwn(json.value as object, name))
  )
    return refuseHeader(
      'grounds-form',
      'This must be base64 of a JSON object, without type and resourceTypes.',
    );
  return ok(json.value);
}

/** What the address says already. */
const ownNames = ['type', 'resourceTypes'] as const;

const personOnce = 'Say whom it is about once: in the header, or as parameters of a search that is posted.';

/** How a search names the person, by FHIR's own parameters: of the patient itself, or chained. */
function personParameters(
  type: string,
): ReadonlyMap<string, 'identifier' | 'family' | 'given' | 'birthdate'> {
  const chain = type === 'Patient' ? '' : 'patient.';
  return new Map([
    [`${chain}identifier`, 'identifier'],
    ...(type === 'Patient' ? [] : [['patient:identifier', 'identifier'] as const]),
    [`${chain}family`, 'family'],
    [`${chain}given`, 'given'],
    [`${chain}birthdate`, 'birthdate'],
  ]);
}

function readPerson(
  { type, inAddress }: FhirAsk,
  given: readonly (readonly [string, string])[],
): Result<JsonObject | undefined, Problem> {
  const known = personParameters(type);
  const about = new Map<string, string>();
  for (const [name, value] of given) {
    const meaning = known.get(name);
    if (meaning === undefined) continue;
    if (inAddress)
      return refuseParameter(
        'request-malformed',
        name,
        'person-in-address',
        'No address names a person: post it.',
      );
    if (about.has(meaning)) return refuseParameter('search-invalid', name, 'subject-once', personOnce);
    about.set(meaning, value);
  }
  if (about.size === 0) return ok(undefined);
  const token = about.get('identifier') ?? '';
  const bar = token.indexOf('|');
  const system = bar < 0 ? undefined : findSystem(personSystems, token.slice(0, bar));
  if (system === undefined)
    return refuseParameter(
      'search-invalid',
      'identifier',
      'identifier-system',
      'This register is not known here.',
    );
  const [family, first, birthDate] = ['family', 'given', 'birthdate'].map((name) => about.get(name));
  const name = {
    ...(family === undefined ? {} : { family }),
    ...(first === undefined ? {} : { given: [first] }),
  };
  return ok({
    identifiers: [{ system, value: token.slice(bar + 1) }],
    demographics: {
      ...(Object.keys(name).length === 0 ? {} : { name }),
      ...(birthDate === undefined ? {} : { birthDate }),
    },
  });
}

const searchSentences: Readonly<Record<SearchProblem['rule'], string>> = {
  'parameter-unknown': 'Resources of this type are not searched by this: see the capability statement.',
  'search-token': 'A token is a code, or a system and a code with a bar between them.',
  'search-date': 'A date is of the form YYYY-MM-DD or longer, with eq, ge, gt, le or lt before it.',
};

/** An unknown parameter is not repeated: a name may stand in it. */
function tellSearchProblem({ parameter, rule }: SearchProblem): Problem {
  return rule === 'parameter-unknown'
    ? problemOf('request-malformed', 'parameter', rule, searchSentences[rule])
    : problemOf('search-invalid', parameter, rule, searchSentences[rule]);
}

function refuseParameter(
  code: Problem['code'],
  name: string,
  rule: string,
  message: string,
): Result<never, Problem> {
  return refuse(problemOf(code, name, rule, message));
}

function problemOf(code: Problem['code'], name: string, rule: string, message: string): Problem {
  return { code, errors: [{ pointer: `http.${name}`, rule, message }] };
}

function refuseHeader(rule: string, message: string): Result<never, Problem> {
  return refuse(problemOf('header-invalid', groundsHeader, rule, message));
}
