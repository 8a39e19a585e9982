import type { ConsentRefusal, ConsentVersion } from '../../consent/index.ts';
import { type Result, canonicalJson, refuse } from '../../platform/index.ts';
import type { Problem, ProblemDetail } from '../../vocabulary/index.ts';
import { type SentChoice, draftChoice } from '../choosing/draft-choice.ts';
import type { IdentifiedPractitioner, OwnVersion } from '../choosing/own-records.ts';
import type { House } from '../house.ts';
import { keptPart } from './kept-part.ts';
import { isOrganisation } from './consent-terms.ts';
import type { Arrived } from './arrived.ts';
import { listOnce } from './read-consent.ts';
import type { ReadChoice } from './reading.ts';
import { atElements, elementOf, tellRefusal, waitsForHuman } from './told-refusals.ts';

/** How large a Consent that waits may be, in characters. */
const keptLimit = 40_000;

/**
 * Records what was read: the choice where every element could be read exactly and everything that it rests on is known here, and
 * otherwise a draft that says nothing.
 * @param found the record that it is a new choice in; `null` for a new record
 */
export async function recordReading(
  house: House,
  arrived: Arrived,
  found: OwnVersion | null,
  expectedVersion: number | undefined,
): Promise<Result<ConsentVersion, Problem>> {
  const { reading, practitioner } = arrived;
  const unclear = listOnce([...reading.unclear, ...(await noteOrganisations(house, arrived))]);
  if (reading.choice === null || unclear.length > 0)
    return keep(house, arrived, unclear, found, expectedVersion);
  const choice = await settle(house, reading.choice);
  if (choice === undefined) {
    const parts = [
      noteOf('/informationGiven/noticeVersion', 'NOTICE_UNKNOWN', 'No such notice is registered here.'),
    ];
    return keep(house, arrived, parts, found, expectedVersion);
  }
  const sent: SentChoice = { ...frameOf(arrived, expectedVersion, null), status: 'active', ...choice };
  const written = await write(house, sent, practitioner, found, arrived.at);
  if (written.ok) return written;
  const { refusal } = written;
  if ('problem' in refusal) return refuse(refusal.problem);
  return waitsForHuman(refusal.refused.rule)
    ? keep(
        house,
        arrived,
        [noteOf(refusal.refused.field, refusal.refused.rule, refusal.refused.message)],
        found,
        expectedVersion,
      )
    : refuse(tellRefusal(refusal.refused));
}

/** What is not clear waits as a draft. It never takes the place of a choice that was clear. */
async function keep(
  house: House,
  arrived: Arrived,
  parts: readonly ProblemDetail[],
  found: OwnVersion | null,
  expectedVersion: number | undefined,
): Promise<Result<ConsentVersion, Problem>> {
  if (found !== null && found.status !== 'draft') return refuse({ code: 'consent-invalid', errors: parts });
  const resource = canonicalJson(keptPart(arrived.json));
  if (resource.length > keptLimit) {
    return refuse({
      code: 'consent-invalid',
      errors: [
        {
          pointer: 'Consent',
          rule: 'too-long-to-keep',
          message: `What is not clear is kept up to ${keptLimit} characters.`,
        },
      ],
    });
  }
  const sent: SentChoice = {
    ...frameOf(arrived, expectedVersion, { parts: parts.slice(0, 50), resource }),
    status: 'draft',
    kind: 'CONSENT',
    purposes: 'ALL',
    recipients: 'ALL',
    categories: { permit: [], deny: [] },
    validFrom: null,
    validTo: null,
    channel: 'record',
    consequencesExplained: false,
  };
  const written = await write(house, sent, arrived.practitioner, found, arrived.at);
  if (written.ok) return written;
  return refuse(
    'problem' in written.refusal ? written.refusal.problem : tellRefusal(written.refusal.refused),
  );
}

type Unwritten = { readonly problem: Problem } | { readonly refused: ConsentRefusal };

async function write(
  house: House,
  sent: SentChoice,
  practitioner: IdentifiedPractitioner,
  found: OwnVersion | null,
  at: Date,
): Promise<Result<ConsentVersion, Unwritten>> {
  const drafted = await draftChoice(house, sent, practitioner, found?.consentId ?? null, at);
  if (!drafted.ok) return refuse({ problem: atElements(drafted.refusal) });
  const { draft, authority } = drafted.value;
  const recorded = await house.consents.recordConsent(draft, practitioner.recorder, authority.findAuthority);
  return recorded.ok ? recorded : refuse({ refused: recorded.refusal });
}

/** What every choice out of a Consent has in common, clear or not. */
function frameOf(
  { reading, practitioner }: Arrived,
  expectedVersion: number | undefined,
  unclear: { readonly parts: readonly ProblemDetail[]; readonly resource: string } | null,
): Pick<SentChoice, 'dataSubject' | 'decidedBy' | 'type' | 'evidenceRef' | 'imported' | 'expectedVersion'> {
  return {
    dataSubject: reading.dataSubject,
    decidedBy: reading.decidedBy,
    type: 'SHARE',
    evidenceRef: reading.evidenceRef ?? `assertion ${practitioner.assertionId}`,
    imported: {
      statedAt: reading.statedAt,
      identifiers: [...reading.identifiers],
      unclear: unclear === null ? null : { parts: [...unclear.parts], resource: unclear.resource },
    },
    ...(expectedVersion === undefined ? {} : { expectedVersion }),
  };
}

/** The choice with the categories that the notice named, where the Consent itself names none; none for an unknown notice. */
async function settle(
  house: House,
  choice: ReadChoice,
): Promise<Omit<SentChoice, keyof ReturnType<typeof frameOf> | 'status'> | undefined> {
  const { permit, deny } = choice.categories;
  const { informationGiven, reviewOn, recipients, purposes, dataPeriod, ...rest } = choice;
  const { from, to } = dataPeriod;
  const denied = deny === 'ALL' ? ('ALL' as const) : [...deny];
  const shown =
    permit === 'AS_SHOWN'
      ? await house.consents.findNotice(informationGiven?.noticeVersion ?? '')
      : undefined;
  if (permit === 'AS_SHOWN' && shown === undefined) return undefined;
  const permitted = permit === 'AS_SHOWN' ? (shown?.scope.categories ?? []) : permit;
  return {
    ...rest,
    purposes: purposes === 'ALL' ? 'ALL' : [...purposes],
    recipients:
      recipients === 'ALL'
        ? 'ALL'
        : {
            ...recipients,
            organisations: recipients.organisations.map(({ system, value }) => ({ system, value })),
          },
    dataPeriod: { ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) },
    categories: { permit: permitted.filter((each) => !deny.includes(each)), deny: denied },
    ...(informationGiven === null ? {} : { informationGiven }),
    ...(reviewOn === null ? {} : { reviewOn }),
  };
}

/** Organisations that are not registered here, and a custodian other than the sender. */
async function noteOrganisations(
  house: House,
  { reading, parsed, practitioner, at }: Arrived,
): Promise<ProblemDetail[]> {
  const recipients = reading.choice?.recipients ?? 'ALL';
  const named = recipients === 'ALL' ? [] : recipients.organisations;
  const known = await Promise.all(
    named.map(({ system, value }) => house.agreements.findOrganisation({ system, value }, at)),
  );
  const own = practitioner.known.organisation.identifiers;
  const custodians = (parsed.resource.organization ?? []).flatMap(({ identifier }, place) =>
    own.some((each) => isOrganisation(each, identifier)) ? [] : [place],
  );
  return [
    ...named.flatMap(({ pointer }, place) =>
      known[place] === undefined
        ? [
            {
              pointer,
              rule: 'recipient-is-registered',
              message: 'No organisation is registered under this identifier.',
            },
          ]
        : [],
    ),
    ...custodians.map((place) => ({
      pointer: `Consent.organization[${place}]`,
      rule: 'organisation-is-own',
      message: 'Who keeps it must be your own organisation.',
    })),
  ];
}

function noteOf(field: string, rule: string, message: string): ProblemDetail {
  return { pointer: elementOf(field), rule, message };
}
