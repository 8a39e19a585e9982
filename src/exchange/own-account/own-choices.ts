import {
  type ConsentDraft,
  type ConsentRefusal,
  type ConsentVersion,
  type NoticeVersion,
  type ShownScope,
  composeNotice,
  parseConsentDraft,
} from '../../consent/index.ts';
import {
  type ConsentId,
  type PersonId,
  type Result,
  asId,
  ok,
  refuse,
  uuidShape,
} from '../../platform/index.ts';
import type { CategoryCode } from '../../vocabulary/index.ts';
import { composeReceiptOf } from '../choice-receipts.ts';
import { nameParties } from '../choosing/draft-choice.ts';
import { loadAuthority } from '../choosing/find-decider.ts';
import { endOfLondonDay } from '../choosing/london-day.ts';
import type { OwnVersion } from '../choosing/own-records.ts';
import type { ReceiptAnswer } from '../exchange.ts';
import type { House } from '../house.ts';
import type { ChoicePlan } from './choice-plan.ts';

/** A choice of one's own, as it stands now. */
export type OwnChoice = OwnVersion;

/** What somebody chose themselves about a person, the latest first. What anybody else chose is never among it. */
export async function listOwnChoices(
  house: Pick<House, 'consents'>,
  reader: PersonId,
  about: PersonId,
): Promise<readonly OwnChoice[]> {
  const all = await house.consents.loadChoices([about]);
  return all
    .filter((version): version is OwnChoice => isOwn(version, reader) && version.dataSubject === about)
    .filter(({ status }) => status !== 'superseded' && status !== 'draft')
    .toSorted((a, b) => b.sequence - a.sequence);
}

/** The newest version of a choice that somebody made themselves; anybody else's is not found. */
export async function findOwnChoice(
  house: Pick<House, 'consents'>,
  reader: PersonId,
  consentId: string,
): Promise<OwnChoice | undefined> {
  if (!uuidShape.test(consentId)) return undefined;
  const version = await house.consents.findConsent(asId<'Consent'>(consentId));
  return version !== undefined && isOwn(version, reader) ? version : undefined;
}

function isOwn(version: ConsentVersion, reader: PersonId): version is OwnChoice {
  const { body } = version;
  return body !== 'ERASED' && 'person' in body.decidedBy && body.decidedBy.person === reader;
}

/** Writes the words that ask for a choice in the language of whoever chooses, where that is not plain English. */
export interface NoticeWords {
  /** BCP 47. */
  readonly language: string;
  readonly format: 'standard' | 'easyRead';
  /**
   * @param categories all that would be shared, with what goes along with everything
   * @param to the name of the organisation
   */
  write(plan: ChoicePlan, categories: readonly CategoryCode[], to: string): string;
}

/** The words that ask for a choice; none for one that only refuses. Nothing is kept of it yet. */
export async function showNotice(
  house: Pick<House, 'agreements'>,
  plan: ChoicePlan,
  words: NoticeWords | null,
  at: Date,
): Promise<string> {
  if (plan.permit.length === 0) return '';
  const { name } = await house.agreements.getOrganisation(plan.organisation, at);
  const composed = composeNotice(scopeOf(plan), () => name);
  return words === null ? composed.text : words.write(plan, composed.scope.categories, name);
}

/** The same words, kept so that a choice can be made on them. */
async function keepNotice(
  house: Pick<House, 'consents' | 'agreements'>,
  plan: ChoicePlan,
  words: NoticeWords | null,
  at: Date,
): Promise<Result<NoticeVersion | null, ConsentRefusal>> {
  if (plan.permit.length === 0) return ok(null);
  const { name } = await house.agreements.getOrganisation(plan.organisation, at);
  if (words === null) return house.consents.composeNotice(scopeOf(plan), 'en', () => name, null);
  const { language, format } = words;
  const { scope } = composeNotice(scopeOf(plan), () => name);
  const text = words.write(plan, scope.categories, name);
  return house.consents.registerNotice({ reference: 'portal', language, format, text, scope }, null);
}

function scopeOf(plan: ChoicePlan): ShownScope {
  return {
    type: 'SHARE',
    purposes: [plan.purpose],
    recipients: recipientsOf(plan),
    categories: [...plan.permit],
    period: { from: null, to: plan.until },
    dataPeriod: { from: null, to: null },
  };
}

function recipientsOf({ organisation, role }: ChoicePlan): Exclude<ConsentDraft['recipients'], 'ALL'> {
  return {
    organisations: [organisation],
    departments: [],
    roles: role === null ? [] : [role],
    organisationTypes: [],
  };
}

/** Records a choice of somebody's own, under the authority that they have today, on the words that they were shown. */
export async function recordOwnChoice(
  house: Pick<House, 'consents' | 'agreements' | 'families' | 'dutyPhone'>,
  reader: PersonId,
  about: PersonId,
  plan: ChoicePlan,
  words: NoticeWords | null,
  at: Date,
): Promise<Result<ConsentVersion, ConsentRefusal>> {
  const notice = await keepNotice(house, plan, words, at);
  if (!notice.ok) return notice;
  const recipients = recipientsOf(plan);
  const authority = await loadAuthority(house, about, at, recipients);
  const [first] = [...plan.permit, ...plan.deny];
  const decider = authority
    .findAuthority(plan.purpose, first ?? null)
    .flatMap(({ deciders }) => deciders)
    .find(({ person }) => person === reader);
  if (decider === undefined) {
    return refuse({
      field: '/decidedBy/person',
      rule: 'DECIDER_HAS_NO_AUTHORITY',
      message: 'Whoever is signed in does not decide this today.',
    });
  }
  const draft = parseConsentDraft({
    consentId: null,
    status: 'active',
    type: 'SHARE',
    kind: 'CONSENT',
    dataSubject: about,
    validFrom: null,
    validTo: plan.until === null ? null : endOfLondonDay(plan.until).toISOString(),
    aboutPersons: [],
    decidedBy: { person: reader, capacityBasis: decider.capacityBasis },
    purposes: [plan.purpose],
    recipients,
    categories: { permit: plan.permit, deny: plan.deny },
    answer: null,
    dataPeriod: { from: null, to: null },
    informationGiven:
      notice.value === null
        ? null
        : {
            noticeVersion: notice.value.noticeVersion,
            language: notice.value.language,
            format: notice.value.format,
            interpreter: false,
          },
    parties: await nameParties(house, recipients.organisations, at),
    channel: 'portal',
    evidenceRef: null,
    consequencesExplained: true,
    reviewOn: null,
    childWishes: null,
  });
  if (!draft.ok) return draft;
  return house.consents.recordConsent(
    draft.value,
    { kind: 'DECIDER', person: reader },
    authority.findAuthority,
  );
}

/** Takes back a choice of somebody's own. From the answer on no new dispatch relies on it (rulings 12). */
export async function withdrawOwnChoice(
  house: Pick<House, 'consents' | 'families' | 'agreements'>,
  reader: PersonId,
  consentId: ConsentId,
  notifyPrior: boolean,
  at: Date,
): Promise<Result<ConsentVersion, ConsentRefusal>> {
  const found = await findOwnChoice(house, reader, consentId);
  if (found === undefined)
    return refuse({ field: '', rule: 'CONSENT_UNKNOWN', message: 'There is no such record.' });
  const authority = await loadAuthority(house, found.dataSubject, at, found.body.recipients);
  return house.consents.withdrawConsent(
    consentId,
    { by: { person: reader }, channel: 'portal', evidenceRef: null, notifyPrior },
    { kind: 'DECIDER', person: reader },
    authority.findAuthority,
  );
}

/** The receipt of a choice of somebody's own, as it stands now. */
export async function findOwnReceipt(
  house: Pick<House, 'consents' | 'receipts' | 'keyStore' | 'publicUrl' | 'dutyPhone'>,
  reader: PersonId,
  consentId: string,
): Promise<ReceiptAnswer | undefined> {
  const found = await findOwnChoice(house, reader, consentId);
  return found === undefined ? undefined : composeReceiptOf(house, found);
}
