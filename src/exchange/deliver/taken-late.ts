import type { CaseDraft } from '../../cases/index.ts';
import { type ConsentVersion, type ReadableVersion, findLostPermits } from '../../consent/index.ts';
import type { Notice } from '../../notices/index.ts';
import { type ConsentId, type PersonId, newId } from '../../platform/index.ts';
import { findCaseDue } from '../cases/case-rules.ts';
import { findTold } from '../consent-event/compose-consent-event.ts';
import type { House } from '../house.ts';
import type { Consignment } from './consignment.ts';

/** What must follow when a recipient took a body that it should not have taken any more. */
export interface TakenLate {
  /** For the officers of the organisation whose information it is. */
  readonly cases: readonly CaseDraft[];
  /** For whoever had chosen otherwise meanwhile. */
  readonly notices: readonly Notice[];
  /** The choices whose earlier recipients are to be told again: this body is among what they were given. */
  readonly lost: readonly ConsentId[];
}

type Lost = readonly [before: ReadableVersion, newest: ConsentVersion];

/**
 * Finds what follows from a body that was taken after its time, by a recipient that does not look at the time (docs/domain/rulings
 * 12). Nothing where everything that it rests on still stands: then it came late and harms nobody. Otherwise information went that
 * somebody had taken back: an officer looks by the next working day (UK GDPR Art 33 gives 72 hours), and whoever chose is told.
 */
export async function findTakenLate(house: House, consignment: Consignment): Promise<TakenLate | null> {
  const lost = await findLost(house, consignment);
  if (lost.length === 0) return null;
  const at = house.clock.now();
  const recipient = await house.agreements.getOrganisation(consignment.recipientOrganisationId, at);
  return {
    cases: [composeCase(consignment, lost, recipient.name, at)],
    notices: composeNotices(consignment, lost, recipient.name, at),
    lost: [...new Set(lost.map(([{ consentId }]) => consentId))],
  };
}

/** The versions that it rests on and that their givers no longer stand by, each with the newest of its record. */
async function findLost(house: House, { reliesOn, purpose }: Consignment): Promise<readonly Lost[]> {
  if (reliesOn === null) return [];
  const { choices, recipient } = reliesOn;
  const at = house.clock.now();
  const found: Lost[] = [];
  const seen = new Set<string>();
  for (const { consentId, version } of choices) {
    if (seen.has(`${consentId} ${version}`)) continue;
    seen.add(`${consentId} ${version}`);
    const history = await house.consents.findHistory(consentId);
    const before = history.find((each) => each.version === version);
    const [newest] = history;
    if (before === undefined || newest === undefined || !isReadable(before)) continue;
    const present = await house.consents.loadChoices([before.dataSubject]);
    const lost = findLostPermits(before, present, { at, purpose, recipient });
    const relied = choices.filter((each) => each.consentId === consentId && each.version === version);
    if (relied.some(({ category }) => lost.includes(category))) found.push([before, newest]);
  }
  return found;
}

function isReadable(version: ConsentVersion): version is ReadableVersion {
  return version.body !== 'ERASED';
}

/** Silent: whether the family may know of the exchange is not looked at again here. It is nobody's act. */
function composeCase(consignment: Consignment, lost: readonly Lost[], name: string, at: Date): CaseDraft {
  const { exchangeId, deliveryId, correlationId, messageType, purpose } = consignment;
  return {
    caseId: newId<'Case'>(),
    kind: 'TAKEN_TOO_LATE',
    organisationId: consignment.sourceOrganisationId,
    exchangeId,
    openedAt: at,
    dueAt: findCaseDue('TAKEN_TOO_LATE', at),
    about: [...new Set(lost.map(([{ dataSubject }]) => dataSubject))],
    actBy: null,
    silent: true,
    subject: null,
    content: {
      deliveryId,
      correlationId,
      messageType,
      purpose,
      recipient: { name },
      choices: lost.map(([{ consentId, version }, newest]) => ({
        consentId,
        version,
        nowVersion: newest.version,
        nowStatus: newest.status,
      })),
    },
  };
}

/** In words that a child of 9 to 12 can read: one notice for each person who had chosen otherwise. */
function composeNotices(
  { exchangeId }: Consignment,
  lost: readonly Lost[],
  to: string,
  at: Date,
): readonly Notice[] {
  const told = new Map<PersonId, PersonId>();
  for (const [before, version] of lost) {
    const person = findTold({ version, before });
    if (person !== null) told.set(person, before.dataSubject);
  }
  return [...told].map(([person, about]) => ({
    noticeId: newId<'Notice'>(),
    kind: 'CONSENT_CHANGED',
    person,
    about,
    exchangeId,
    writtenAt: at,
    text: `You took back a choice. One message was on its way by then, and ${to} kept it though it came too late. We tell ${to} not to rely on it or pass it on. A person now looks at how this happened. You can ask us about it, and you can complain.`,
    details: { to, says: 'TAKEN_TOO_LATE' },
  }));
}
