import {
  type ConsentDraft,
  type NamedParty,
  type SubjectAsNamed,
  parseConsentDraft,
} from '../../consent/index.ts';
import {
  type ConsentId,
  type OrganisationId,
  type PersonId,
  type Result,
  ok,
  refuse,
} from '../../platform/index.ts';
import type { Problem, ProblemDetail } from '../../vocabulary/index.ts';
import type { House } from '../house.ts';
import type { ConsentRequest } from '../receive/consent-request.ts';
import { candidateFor } from '../resolve/match-candidate.ts';
import { notCertain, problemOf } from './choice-answers.ts';
import { type LoadedAuthority, type NamedDecider, findDecider, loadAuthority } from './find-decider.ts';
import { endOfLondonDay, startOfLondonDay } from './london-day.ts';
import type { IdentifiedPractitioner } from './own-records.ts';

/** A choice ready to be recorded, and who may decide about it. */
export interface DraftedChoice {
  readonly draft: ConsentDraft;
  readonly authority: LoadedAuthority;
  readonly dataSubject: PersonId;
}

/** A choice as it was sent, whatever the form it came in. */
export type SentChoice = Omit<ConsentRequest, 'period' | 'decidedBy' | 'channel' | 'informationGiven'> & {
  readonly status: 'draft' | 'active';
  /** The first instant at which it holds; `null` is from when it is recorded. */
  readonly validFrom: Date | null;
  /** The first instant at which it no longer holds; `null` is open. */
  readonly validTo: Date | null;
  readonly decidedBy: NamedDecider;
  readonly channel: ConsentDraft['channel'];
  readonly informationGiven?: Omit<NonNullable<ConsentDraft['informationGiven']>, 'shownText'> & {
    readonly shownText?: string;
  };
  readonly imported?: ConsentDraft['imported'];
  readonly expectedVersion?: number;
};

/** The choice of a request to `/v1/consents`, whose days are London days. */
export function sentChoice({ period: { from, to }, ...request }: ConsentRequest): SentChoice {
  return {
    ...request,
    status: 'active',
    validFrom: from === undefined ? null : startOfLondonDay(from),
    validTo: to === undefined ? null : endOfLondonDay(to),
  };
}

/**
 * Turns what a practitioner sent into a choice: whom it is about, who decided, to whom it may go. Nothing of that is
 * believed that our own records do not say.
 * @param consentId the record that it is a new choice in; `null` for a new record
 */
export async function draftChoice(
  house: House,
  request: SentChoice,
  practitioner: IdentifiedPractitioner,
  consentId: ConsentId | null,
  at: Date,
): Promise<Result<DraftedChoice, Problem>> {
  const match = await house.families.matchDataSubject(candidateFor(request.dataSubject));
  if (match.kind !== 'MATCH') return refuse(notCertain);
  const recipients = await findRecipients(house, request.recipients, at);
  const authority = await loadAuthority(house, match.person, at, recipients.ok ? recipients.value : 'ALL');
  const { permit, deny } = request.categories;
  const decider = await findDecider(
    house,
    authority,
    request.decidedBy,
    { purposes: request.purposes, categories: [...permit, ...(deny === 'ALL' ? [] : deny)] },
    practitioner.recorder.organisation,
  );
  if (decider === undefined) return refuse(notCertain);
  if (!recipients.ok) return recipients;
  const { imported, expectedVersion } = request;
  const draft = parseConsentDraft({
    consentId,
    status: request.status,
    type: request.type,
    kind: request.kind,
    dataSubject: match.person,
    validFrom: request.validFrom?.toISOString() ?? null,
    validTo: request.validTo?.toISOString() ?? null,
    aboutPersons: [],
    decidedBy: decider,
    purposes: request.purposes,
    recipients: recipients.value,
    categories: request.categories,
    answer: request.answer ?? null,
    dataPeriod: { from: request.dataPeriod?.from ?? null, to: request.dataPeriod?.to ?? null },
    informationGiven: request.informationGiven ?? null,
    parties: await nameParties(
      house,
      [
        practitioner.recorder.organisation,
        ...(recipients.value === 'ALL' ? [] : recipients.value.organisations),
      ],
      at,
    ),
    channel: request.channel,
    evidenceRef: request.evidenceRef,
    consequencesExplained: request.consequencesExplained,
    reviewOn: request.reviewOn ?? null,
    childWishes: request.childWishes ?? null,
    asNamed: nameSubject(request.dataSubject),
    ...(imported === undefined ? {} : { imported }),
    ...(expectedVersion === undefined ? {} : { expectedVersion }),
  });
  return draft.ok
    ? ok({ draft: draft.value, authority, dataSubject: match.person })
    : refuse(problemOf(draft.refusal));
}

function nameSubject({ identifiers, demographics }: ConsentRequest['dataSubject']): SubjectAsNamed {
  return {
    identifiers,
    family: demographics.name.family,
    given: demographics.name.given ?? [],
    birthDate: demographics.birthDate,
    postcode: demographics.contact?.addresses[0]?.postcode ?? null,
  };
}

/** The organisations that the choice names, as they are registered now: its receipt must never change. */
export async function nameParties(
  house: Pick<House, 'agreements' | 'dutyPhone'>,
  named: readonly OrganisationId[],
  at: Date,
): Promise<readonly NamedParty[]> {
  return Promise.all(
    [...new Set(named)].map(async (organisationId) => {
      const { name, type, identifiers, phone } = await house.agreements.getOrganisation(organisationId, at);
      const [identifier] = identifiers;
      return {
        organisationId,
        name,
        type,
        identifier: identifier === undefined ? organisationId : `${identifier.system}:${identifier.value}`,
        contact: phone ?? house.dutyPhone,
      };
    }),
  );
}

/** The recipients of a choice or a notice by the identifiers under which they are registered. */
export async function findRecipients(
  house: Pick<House, 'agreements'>,
  recipients: ConsentRequest['recipients'],
  at: Date,
): Promise<Result<ConsentDraft['recipients'], Problem>> {
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
  return ok({
    organisations: found.flatMap((organisation) =>
      organisation === undefined ? [] : [organisation.organisationId],
    ),
    departments: recipients.departments,
    roles: recipients.roles,
    organisationTypes: recipients.organisationTypes,
  });
}
