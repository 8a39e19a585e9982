import type { ConsentRefusal, ConsentVersion } from '../../consent/index.ts';
import type { Organisation } from '../../agreements/index.ts';
import type { ReadNotice } from '../../notices/index.ts';
import type { CaseId, ConsentId, PersonId, Result } from '../../platform/index.ts';
import type { CategoryCode, PurposeCode } from '../../vocabulary/index.ts';
import type { ReceiptAnswer } from '../exchange.ts';
import type { House } from '../house.ts';
import {
  type ChoicePlan,
  type ChosenRecipient,
  listOfferedCategories,
  listOfferedPurposes,
} from './choice-plan.ts';
import { type OwnPeople, type OwnPerson, findOwnPeople } from './find-own-people.ts';
import { type DisclosureFilter, type OwnDisclosure, listOwnDisclosures } from './own-disclosures.ts';
import { type NoticeCursor, findOwnNotice, listOwnNotices } from './own-notices.ts';
import { type OfferedRole, listOfferedRoles } from './offered-roles.ts';
import { type PreviewAsked, type PreviewedCategory, previewSharing } from './preview-sharing.ts';
import { type OwnRequest, listOwnRequests } from './own-requests.ts';
import {
  type OwnSaying,
  type SayingDraft,
  type SayingRefusal,
  findOwnSaying,
  listOwnSayings,
  sayOwn,
} from './own-sayings.ts';
import { type DisclosureProof, proveDisclosure } from './prove-disclosure.ts';
import { type OwnSight, recordOwnLook } from './record-own-look.ts';
import { type SignedInIdentity, matchIdentity } from './match-identity.ts';
import {
  type NoticeWords,
  type OwnChoice,
  findOwnChoice,
  findOwnReceipt,
  listOwnChoices,
  recordOwnChoice,
  showNotice,
  withdrawOwnChoice,
} from './own-choices.ts';

/**
 * What somebody does for themselves and their own, through an account of their own: the same rooms, rules and records as when a
 * practitioner does it for them. Every method names who is signed in; nobody else's is ever found.
 */
export interface OwnAccount {
  /** The registered person who signed in, where that is certain. */
  matchIdentity(identity: SignedInIdentity): Promise<PersonId | undefined>;
  /** Themselves, and those whom they may decide for or look after. */
  findPeople(reader: PersonId, at: Date): Promise<OwnPeople>;
  /** The organisations that can be chosen, by name. They are the same for everybody. */
  listOrganisations(at: Date): Promise<readonly Organisation[]>;
  /** The purposes for which the reader may choose for a person today. */
  listPurposes(
    about: OwnPerson,
    reader: PersonId,
    recipient: ChosenRecipient,
    at: Date,
  ): readonly PurposeCode[];
  /** The kinds of information about which the reader may choose for a purpose today. */
  listCategories(
    about: OwnPerson,
    reader: PersonId,
    purpose: PurposeCode,
    recipient: ChosenRecipient,
    at: Date,
  ): readonly CategoryCode[];
  /** The people at a kind of organisation whom a choice can name. */
  listRoles(recipient: Pick<ChosenRecipient, 'type'>): readonly OfferedRole[];
  /** What a recipient would see, kind by kind, as far as the reader's own choices and the policy say. */
  previewSharing(
    about: OwnPerson,
    reader: PersonId,
    asked: PreviewAsked,
    at: Date,
  ): Promise<readonly PreviewedCategory[]>;
  /** The words on which a choice is made; empty for one that only refuses. */
  showNotice(plan: ChoicePlan, words: NoticeWords | null, at: Date): Promise<string>;
  /** What the reader chose about a person; never what anybody else chose. */
  listChoices(reader: PersonId, about: PersonId): Promise<readonly OwnChoice[]>;
  findChoice(reader: PersonId, consentId: string): Promise<OwnChoice | undefined>;
  recordChoice(
    reader: PersonId,
    about: PersonId,
    plan: ChoicePlan,
    words: NoticeWords | null,
    at: Date,
  ): Promise<Result<ConsentVersion, ConsentRefusal>>;
  withdrawChoice(
    reader: PersonId,
    consentId: ConsentId,
    notifyPrior: boolean,
    at: Date,
  ): Promise<Result<ConsentVersion, ConsentRefusal>>;
  findReceipt(reader: PersonId, consentId: string): Promise<ReceiptAnswer | undefined>;
  /** Who told whom what about a person, as far as the reader may know; written down as a look. */
  listDisclosures(
    reader: PersonId,
    about: OwnPerson,
    filter: DisclosureFilter,
    sight: OwnSight,
    at: Date,
  ): Promise<readonly OwnDisclosure[]>;
  /** What proves one of these disclosures. */
  proveDisclosure(disclosure: OwnDisclosure): Promise<DisclosureProof | undefined>;
  /** What services ask the reader to choose about their own. */
  listRequests(reader: PersonId, people: readonly OwnPerson[], at: Date): Promise<readonly OwnRequest[]>;
  /** What the reader was told, the newest first. */
  listNotices(
    reader: PersonId,
    people: readonly OwnPerson[],
    page: { readonly after?: NoticeCursor; readonly limit: number },
    at: Date,
  ): Promise<readonly ReadNotice[]>;
  /** One thing that the reader was told. */
  findNotice(
    reader: PersonId,
    people: readonly OwnPerson[],
    noticeId: string,
    at: Date,
  ): Promise<ReadNotice | undefined>;
  /** Writes down what the reader says about somebody of theirs. */
  say(
    reader: PersonId,
    about: OwnPerson,
    draft: SayingDraft,
    at: Date,
  ): Promise<Result<CaseId, SayingRefusal>>;
  /** What the reader said about a person, the newest first, and what became of it. */
  listSayings(reader: PersonId, about: PersonId): Promise<readonly OwnSaying[]>;
  findSaying(reader: PersonId, sayingId: string): Promise<OwnSaying | undefined>;
  /** Whether those who run the gateway have officers who read what is said to them. */
  readonly hasOperator: boolean;
}

/** Opens what people do for themselves over the house. */
export function createOwnAccount(house: House): OwnAccount {
  return {
    matchIdentity: (identity) => matchIdentity(house, identity),
    findPeople: (reader, at) => findOwnPeople(house, reader, at),
    listOrganisations: async (at) =>
      (await house.agreements.listOrganisations(at))
        .filter(({ active }) => active)
        .toSorted((a, b) => a.name.localeCompare(b.name, 'en')),
    listPurposes: (about, reader, recipient, at) => listOfferedPurposes(about, reader, recipient, at),
    listCategories: (about, reader, purpose, recipient, at) =>
      listOfferedCategories(about, reader, purpose, recipient, at),
    listRoles: ({ type }) => listOfferedRoles(type),
    previewSharing: async (about, reader, asked, at) =>
      previewSharing(
        house.policy,
        about,
        reader,
        await listOwnChoices(house, reader, about.person),
        asked,
        at,
      ),
    showNotice: (plan, words, at) => showNotice(house, plan, words, at),
    listChoices: (reader, about) => listOwnChoices(house, reader, about),
    findChoice: (reader, consentId) => findOwnChoice(house, reader, consentId),
    recordChoice: (reader, about, plan, words, at) => recordOwnChoice(house, reader, about, plan, words, at),
    withdrawChoice: (reader, consentId, notifyPrior, at) =>
      withdrawOwnChoice(house, reader, consentId, notifyPrior, at),
    findReceipt: (reader, consentId) => findOwnReceipt(house, reader, consentId),
    listDisclosures: async (reader, about, filter, sight, at) => {
      await recordOwnLook(house, reader, about.person, sight);
      return listOwnDisclosures(house, reader, about, filter, at);
    },
    proveDisclosure: (disclosure) => proveDisclosure(house, disclosure),
    listRequests: (reader, people, at) => listOwnRequests(house, reader, people, at),
    listNotices: (reader, people, page, at) => listOwnNotices(house, reader, people, page, at),
    findNotice: (reader, people, noticeId, at) => findOwnNotice(house, reader, people, noticeId, at),
    say: (reader, about, draft, at) => sayOwn(house, reader, about, draft, at),
    listSayings: (reader, about) => listOwnSayings(house, reader, about),
    findSaying: (reader, sayingId) => findOwnSaying(house, reader, sayingId),
    hasOperator: house.operator !== null,
  };
}
