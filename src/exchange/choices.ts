import type { ConsentRefusal, ConsentVersion, FindAuthority } from '../consent/index.ts';
import { parseConsentDraft } from '../consent/index.ts';
import { type AuthorityFacts, askAuthority, decideAuthority, noAuthorityFacts } from '../families/index.ts';
import {
  type OrganisationId,
  type PersonId,
  type Result,
  asId,
  londonDate,
  ok,
  refuse,
} from '../platform/index.ts';
import type { Problem, ProblemDetail } from '../vocabulary/index.ts';
import type { ChoiceAnswer, SystemCall } from './exchange.ts';
import type { House } from './house.ts';
import { type KnownRequester, identifyCall } from './identify-message.ts';
import { type ConsentRequest, parseConsentRequest } from './receive/consent-request.ts';
import { receiveJson } from './receive/receive-message.ts';
import { parseWithdrawalRequest } from './receive/withdrawal-request.ts';
import { candidateFor } from './resolve/match-candidate.ts';

type Named = ConsentRequest['decidedBy'];

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Records a family's choice that a practitioner holds the evidence of (docs/domain/03 §3.6). */
export async function recordChoice(house: House, call: SystemCall): Promise<Result<ChoiceAnswer, Problem>> {
  const json = receiveJson(call);
  if (!json.ok) return json;
  const parsed = parseConsentRequest(json.value);
  if (!parsed.ok) return refuse({ code: 'consent-invalid', errors: parsed.refusal });
  const request = parsed.value;
  const requester = await identifyPractitioner(house, call, 'consents:record');
  if (!requester.ok) return requester;
  const at = call.evaluateAt ?? call.receivedAt;
  const dataSubject = await findDataSubject(house, request.dataSubject);
  const authority = dataSubject === undefined ? undefined : await loadAuthority(house, dataSubject, at);
  const decider = authority && (await findDecider(house, authority, request.decidedBy));
  // Nobody matched and nobody who may decide are one answer: neither tells whether the child is known here.
  if (dataSubject === undefined || authority === undefined || decider === undefined)
    return refuse(notCertain);
  const recipients = await findRecipientScope(house, request.recipients, at);
  if (!recipients.ok) return recipients;
  const draft = parseConsentDraft({
    consentId: null,
    status: 'active',
    type: request.type,
    kind: request.kind,
    dataSubject,
    validFrom: startOfDay(request.period.from),
    validTo: endOfDay(request.period.to),
    aboutPersons: [],
    decidedBy: decider,
    purposes: request.purposes,
    recipients: recipients.value,
    categories: request.categories,
    dataPeriod: { from: request.dataPeriod?.from ?? null, to: request.dataPeriod?.to ?? null },
    informationGiven: request.informationGiven ?? null,
    channel: request.channel,
    evidenceRef: request.evidenceRef,
    consequencesExplained: request.consequencesExplained,
    reviewOn: request.reviewOn ?? null,
    childWishes: request.childWishes ?? null,
  });
  if (!draft.ok) return refuse(asProblem(draft.refusal));
  const recorded = await house.consents.recordConsent(
    draft.value,
    requester.value.recorder,
    authority.findAuthority,
  );
  return recorded.ok ? ok(asAnswer(recorded.value)) : refuse(asProblem(recorded.refusal));
}

/**
 * Takes a choice back for the family. From this answer on no new dispatch relies on it (rulings 12). It is never refused for
 * want of a form: the practitioner's signed assertion is evidence enough.
 */
export async function withdrawChoice(
  house: House,
  call: SystemCall,
  consentId: string,
): Promise<Result<ChoiceAnswer, Problem>> {
  const json = receiveJson(call);
  if (!json.ok) return json;
  const parsed = parseWithdrawalRequest(json.value);
  if (!parsed.ok) return refuse({ code: 'consent-invalid', errors: parsed.refusal });
  const requester = await identifyPractitioner(house, call, 'consents:withdraw');
  if (!requester.ok) return requester;
  const found = await findOwn(house, consentId, requester.value.known.organisation.organisationId);
  if (found === undefined || found.body === 'ERASED') return refuse({ code: 'not-found' });
  const authority = await loadAuthority(house, found.dataSubject, call.evaluateAt ?? call.receivedAt);
  const said = await findDecider(house, authority, parsed.value.withdrawnBy);
  const withdrawn = await house.consents.withdrawConsent(
    found.consentId,
    {
      // Whoever made the choice may take it back even when they may no longer decide.
      by: said === undefined ? found.body.decidedBy : { person: said.person },
      channel: parsed.value.channel,
      evidenceRef: parsed.value.evidenceRef ?? `assertion ${requester.value.assertionId}`,
      notifyPrior: parsed.value.notifyPrior,
    },
    requester.value.recorder,
    authority.findAuthority,
  );
  return withdrawn.ok ? ok(asAnswer(withdrawn.value)) : refuse(asProblem(withdrawn.refusal));
}

/** The present version of a choice, for the organisation that recorded it. Anything else is not found. */
export async function findChoice(
  house: House,
  call: SystemCall,
  consentId: string,
): Promise<Result<ChoiceAnswer, Problem>> {
  const requester = await identifyCall(house, call, 'consents:read', call.idempotencyKey);
  if (!requester.ok) return requester;
  const found = await findOwn(house, consentId, requester.value.organisation.organisationId);
  return found === undefined ? refuse({ code: 'not-found' }) : ok(asAnswer(found));
}

const notCertain: Problem = {
  code: 'consent-invalid',
  errors: [
    {
      pointer: '/dataSubject',
      rule: 'person-is-certain',
      message:
        'It is not certain whom this is about, or who decides for them. Check the number, the name and the date of birth.',
    },
  ],
};

interface IdentifiedPractitioner {
  readonly known: KnownRequester;
  readonly recorder: {
    readonly kind: 'PRACTITIONER';
    readonly staff: NonNullable<KnownRequester['practitioner']>['staffId'];
    readonly organisation: OrganisationId;
  };
  readonly assertionId: string;
}

/** A choice is recorded by a named person, for whom their organisation has signed (rulings 18). */
async function identifyPractitioner(
  house: House,
  call: SystemCall,
  scope: 'consents:record' | 'consents:withdraw',
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

async function findDataSubject(
  house: House,
  dataSubject: ConsentRequest['dataSubject'],
): Promise<PersonId | undefined> {
  const match = await house.families.matchDataSubject(candidateFor(dataSubject));
  return match.kind === 'MATCH' ? match.person : undefined;
}

interface LoadedAuthority {
  readonly dataSubject: PersonId;
  readonly facts: AuthorityFacts;
  readonly findAuthority: FindAuthority;
}

async function loadAuthority(house: House, dataSubject: PersonId, at: Date): Promise<LoadedAuthority> {
  const facts =
    (await house.families.loadAuthorityFacts([dataSubject])).get(dataSubject) ??
    noAuthorityFacts(dataSubject);
  const date = londonDate(at);
  return {
    dataSubject,
    facts,
    findAuthority: (purpose) => decideAuthority(facts, askAuthority(purpose, date)),
  };
}

type Decider = ReturnType<FindAuthority>['deciders'][number];

/** Finds the person who decided among those who may, by what the practitioner says of them. */
async function findDecider(
  house: House,
  { dataSubject, findAuthority }: LoadedAuthority,
  named: Named,
): Promise<Pick<Decider, 'person' | 'capacityBasis'> | undefined> {
  const { deciders, unverified } = findAuthority('P02', null);
  const all = [
    ...deciders.map(({ person, capacityBasis }) => ({ person, capacityBasis })),
    ...unverified.map((person) => ({ person, capacityBasis: 'PR_HOLDER' as const })),
  ];
  if ('identifiers' in named) {
    const known = await Promise.all(
      all.map(({ person }) => house.families.holdsIdentifier(person, named.identifiers)),
    );
    return all.find((_, position) => known[position] === true);
  }
  const related = all.filter(({ person, capacityBasis }) =>
    named.relation === 'SELF' ? person === dataSubject : capacityBasis === named.relation,
  );
  const names = await Promise.all(related.map(({ person }) => house.families.findDemographics(person)));
  const meant = related.filter((_, position) => {
    const name = names[position];
    return (
      (named.familyName === undefined || named.familyName.toLowerCase() === name?.familyName.toLowerCase()) &&
      (named.givenName === undefined || named.givenName.toLowerCase() === name?.givenNames[0]?.toLowerCase())
    );
  });
  return meant.length === 1 ? meant[0] : undefined;
}

async function findRecipientScope(
  house: House,
  recipients: ConsentRequest['recipients'],
  at: Date,
): Promise<Result<object | 'ALL', Problem>> {
  if (recipients === 'ALL') return ok('ALL');
  const found = await Promise.all(
    recipients.organisations.map((identifier) => house.agreements.findOrganisation(identifier, at)),
  );
  const errors = found.flatMap((organisation, position): ProblemDetail[] =>
    organisation === undefined
      ? [
          {
            pointer: `/recipients/organisations/${position}`,
            rule: 'recipient-is-registered',
            message: 'No organisation is registered under this identifier.',
          },
        ]
      : [],
  );
  if (errors.length > 0) return refuse({ code: 'recipient-unknown', errors });
  const organisations = found.flatMap((organisation) =>
    organisation === undefined ? [] : [organisation.organisationId],
  );
  return ok({ organisations, roles: recipients.roles, organisationTypes: recipients.organisationTypes });
}

async function findOwn(
  house: House,
  consentId: string,
  organisationId: OrganisationId,
): Promise<ConsentVersion | undefined> {
  if (!uuid.test(consentId)) return undefined;
  const found = await house.consents.findConsent(asId<'Consent'>(consentId));
  if (found === undefined || found.body === 'ERASED') return undefined;
  const { recordedBy } = found.body;
  return recordedBy.kind === 'PRACTITIONER' && recordedBy.organisation === organisationId ? found : undefined;
}

function startOfDay(day: string | undefined): string | null {
  return day === undefined ? null : `${day}T00:00:00Z`;
}

/** The last day counts to its end. */
function endOfDay(day: string | undefined): string | null {
  return day === undefined ? null : new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString();
}

function asAnswer({ consentId, version, status, recordedAt }: ConsentVersion): ChoiceAnswer {
  return { consentId, version, status, recordedAt: recordedAt.toISOString() };
}

function asProblem({ field, rule, message }: ConsentRefusal): Problem {
  return { code: 'consent-invalid', errors: [{ pointer: field, rule, message }] };
}
