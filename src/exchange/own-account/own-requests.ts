import type { ChoiceRequest } from '../../consent/index.ts';
import { type PersonId, londonDate } from '../../platform/index.ts';
import type { CategoryCode, PurposeCode } from '../../vocabulary/index.ts';
import type { House } from '../house.ts';
import { type ChosenRecipient, listOfferedCategories, listOfferedPurposes } from './choice-plan.ts';
import type { OwnPerson } from './find-own-people.ts';
import { listOwnChoices } from './own-choices.ts';
import { judgeLearning } from './own-notices.ts';

/** What a service asks a reader to choose about somebody of theirs. */
export interface OwnRequest {
  readonly requestId: string;
  readonly about: OwnPerson;
  readonly askedAt: Date;
  /** Who asks, and their telephone number where one is registered. */
  readonly from: { readonly name: string; readonly phone: string | undefined };
  readonly recipient: ChosenRecipient & { readonly name: string };
  readonly purpose: PurposeCode;
  /** The kinds of information about which this reader decides: each of those asked has a list of their own. */
  readonly categories: readonly CategoryCode[];
  /** The last London day on which the choice would hold; `null` is until it is changed. */
  readonly until: string | null;
  /** Why, in the words of whoever asks. */
  readonly words: string;
  /** Whether the reader has chosen about this since. What anybody else chose is not looked at. */
  readonly isAnswered: boolean;
}

type RequestHouse = Pick<House, 'choiceRequests' | 'agreements' | 'consents' | 'families'>;

/**
 * What a reader is asked about their own today, the newest first. What somebody else decides is not asked of them. Who asks, and for
 * which place, tells where somebody is: it is read under the same protection as messages (docs/domain/01 §1.9).
 */
export async function listOwnRequests(
  house: RequestHouse,
  reader: PersonId,
  people: readonly OwnPerson[],
  at: Date,
): Promise<readonly OwnRequest[]> {
  const mayLearn = await judgeLearning(house, reader, people, at);
  const found = await Promise.all(
    people.map(async (about) => {
      const shown = await house.choiceRequests.findShown(about.person, at);
      const told = shown.filter(({ askedAt }) => mayLearn(about.person, askedAt));
      const asked = await Promise.all(told.map((each) => ask(house, reader, about, each, at)));
      return asked.filter((each) => each !== undefined);
    }),
  );
  return found.flat().toSorted((a, b) => b.askedAt.getTime() - a.askedAt.getTime());
}

async function ask(
  house: RequestHouse,
  reader: PersonId,
  about: OwnPerson,
  request: ChoiceRequest,
  at: Date,
): Promise<OwnRequest | undefined> {
  const { requestId, recipient: organisationId, purpose, askedAt, words } = request;
  // Whether a choice could be made by then is over: nothing is left to answer.
  if (request.until !== null && request.until <= londonDate(at)) return undefined;
  const [from, recipient] = await Promise.all([
    house.agreements.getOrganisation(request.organisationId, at),
    house.agreements.getOrganisation(organisationId, at),
  ]);
  if (!recipient.active || !listOfferedPurposes(about, reader, recipient, at).includes(purpose))
    return undefined;
  const offered = listOfferedCategories(about, reader, purpose, recipient, at);
  const categories = request.categories.filter((code) => offered.includes(code));
  if (categories.length === 0) return undefined;
  const choices = await listOwnChoices(house, reader, about.person);
  const isAnswered = choices.some(
    ({ recordedAt, body: { recipients, purposes } }) =>
      recordedAt >= askedAt &&
      recipients !== 'ALL' &&
      recipients.organisations.includes(organisationId) &&
      purposes !== 'ALL' &&
      purposes.includes(purpose),
  );
  return {
    requestId,
    about,
    askedAt,
    from: { name: from.name, phone: from.phone },
    recipient: { organisationId, type: recipient.type, name: recipient.name },
    purpose,
    categories,
    until: request.until,
    words,
    isAnswered,
  };
}
