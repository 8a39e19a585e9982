import type { ConsentVersion } from '../../consent/index.ts';
import { type JsonObject, type OrganisationId, type Result, ok, refuse } from '../../platform/index.ts';
import type { Problem } from '../../vocabulary/index.ts';
import type { OwnVersion } from '../choosing/own-records.ts';
import type { SystemCall } from '../exchange.ts';
import type { House } from '../house.ts';
import { candidateFor } from '../resolve/match-candidate.ts';
import type { Arrived } from './arrived.ts';
import { toObject } from './kept-part.ts';
import { isNhsProxy } from './nhs-proxy-rules.ts';

/**
 * Finds what the sender has recorded already. With `If-None-Exist: identifier=system|value` that is the record of theirs about
 * the same person that carries this identifier; an NHS proxy role that waits already is refused.
 */
export async function findTwin(
  house: House,
  call: Pick<SystemCall, 'ifNoneExist'>,
  arrived: Arrived,
): Promise<Result<ConsentVersion | undefined, Problem>> {
  const wanted = readCondition(call.ifNoneExist);
  if (!wanted.ok) return wanted;
  const isProxy = isNhsProxy(arrived.parsed.resource);
  if (wanted.value === null && !isProxy) return ok(undefined);
  const match = await house.families.matchDataSubject(candidateFor(arrived.reading.dataSubject));
  if (match.kind !== 'MATCH') return ok(undefined);
  const own = await findOwnOf(house, [match.person], arrived.practitioner.recorder.organisation);
  const { value: condition } = wanted;
  if (condition !== null) {
    const twins = own.filter(({ body }) =>
      body.imported?.identifiers.some(
        ({ system, value }) => system === condition.system && value === condition.value,
      ),
    );
    if (twins.length > 1) {
      return refuse({
        code: 'precondition-failed',
        errors: [
          {
            pointer: 'http.if-none-exist',
            rule: 'one-match',
            message: 'Several records carry this identifier.',
          },
        ],
      });
    }
    if (twins[0] !== undefined) return ok(twins[0]);
  }
  const [performer] = arrived.parsed.resource.performer ?? [];
  const basis = arrived.parsed.resource.policyRule;
  const stands = own.some(({ status, body }) => {
    if (status !== 'draft' || !isProxy) return false;
    const kept = toObject(JSON.parse(body.imported?.unclear?.resource ?? '{}') as JsonObject);
    return isSame(kept['performer'], [performer]) && isSame(kept['policyRule'], basis);
  });
  return stands ? refuse({ code: 'consent-exists' }) : ok(undefined);
}

/** The present versions of the choices to share about some people that an organisation recorded itself. */
export async function findOwnOf(
  house: Pick<House, 'consents'>,
  persons: Parameters<House['consents']['loadChoices']>[0],
  organisation: OrganisationId,
): Promise<readonly OwnVersion[]> {
  const versions = await house.consents.loadChoices(persons);
  return versions.filter(
    (version): version is OwnVersion =>
      version.type === 'SHARE' &&
      version.body !== 'ERASED' &&
      version.body.recordedBy.kind === 'PRACTITIONER' &&
      version.body.recordedBy.organisation === organisation,
  );
}

type Condition = { readonly system: string; readonly value: string } | null;

/** A condition other than an identifier of the record might name a person in a header, and is refused. */
function readCondition(header: string | undefined): Result<Condition, Problem> {
  if (header === undefined) return ok(null);
  const entries = [...new URLSearchParams(header)];
  const [name, token = ''] = entries[0] ?? [];
  const bar = token.indexOf('|');
  if (entries.length === 1 && name === 'identifier' && bar > 0 && bar < token.length - 1) {
    return ok({ system: token.slice(0, bar), value: token.slice(bar + 1) });
  }
  return refuse({
    code: 'header-invalid',
    errors: [
      {
        pointer: 'http.if-none-exist',
        rule: 'if-none-exist',
        message: 'The only condition is identifier=system|value, of the record itself.',
      },
    ],
  });
}

/** Whether two parts of resources are the same, whatever the order of their members. */
function isSame(one: unknown, other: unknown): boolean {
  return spell(one) === spell(other);
}

function spell(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
