import { type Case, type Saying, findListener } from '../../cases/index.ts';
import {
  type CaseId,
  type ExchangeId,
  type JsonObject,
  type OrganisationId,
  type PersonId,
  type Result,
  asId,
  ok,
  refuse,
  uuidShape,
} from '../../platform/index.ts';
import { type SayingKind, sayings } from '../../vocabulary/index.ts';
import { findCaseDue } from '../cases/case-rules.ts';
import { sealCases } from '../cases/seal-cases.ts';
import type { House } from '../house.ts';
import type { OwnPerson } from './find-own-people.ts';

/** What somebody says in their portal. */
export interface SayingDraft {
  /** Chosen by the page that asks: sent twice it is said once. */
  readonly sayingId: string;
  readonly kind: SayingKind;
  readonly to: OrganisationId | 'OPERATOR' | 'NOBODY';
  /** BCP 47. */
  readonly language: string;
  readonly words: string;
  /** How they speak with services; null where they have not said. */
  readonly needs: Saying['needs'];
  /** The disclosure that it is about; the reader may know of it. */
  readonly exchangeId: ExchangeId | null;
}

/** Something that the reader said, and what became of it. */
export interface OwnSaying extends Saying {
  /** `KEPT`: nobody was asked to read it. */
  readonly state: 'KEPT' | 'WAITING' | 'ANSWERED';
  /** By when it must be answered; absent where nobody was asked. */
  readonly due?: Date;
  readonly answeredAt?: Date;
  /** In the words of whoever answered; absent where they have told the reader by another way. */
  readonly answer?: string;
}

/** Why something was not taken. */
export type SayingRefusal = 'NOBODY_THERE' | 'TOO_MANY';

type SayingHouse = Pick<House, 'sayings' | 'cases' | 'agreements' | 'operator'>;

/** What may wait for an answer at once, of one reader about one person. */
const mostWaiting = 10;

/** What the reader said about a person, the newest first; never what anybody else said. */
export async function listOwnSayings(
  house: SayingHouse,
  reader: PersonId,
  about: PersonId,
): Promise<readonly OwnSaying[]> {
  const said = await house.sayings.listSayings(reader, about);
  return Promise.all(said.map((each) => follow(house, each)));
}

/** One thing that the reader said; anybody else's is not found. */
export async function findOwnSaying(
  house: SayingHouse,
  reader: PersonId,
  sayingId: string,
): Promise<OwnSaying | undefined> {
  if (!uuidShape.test(sayingId)) return undefined;
  const said = await house.sayings.findSaying(asId<'Case'>(sayingId));
  return said?.person === reader ? follow(house, said) : undefined;
}

async function follow(house: SayingHouse, said: Saying): Promise<OwnSaying> {
  const found = said.to === 'NOBODY' ? undefined : await house.cases.findCase(said.sayingId);
  if (found === undefined) return { ...said, state: 'KEPT' };
  const { dueAt, closedAt, outcome } = found;
  if (closedAt === null) return { ...said, state: 'WAITING', due: dueOf(found, dueAt) };
  const answer = outcome?.answer ?? null;
  return {
    ...said,
    state: 'ANSWERED',
    due: dueOf(found, dueAt),
    answeredAt: closedAt,
    ...(answer === null ? {} : { answer }),
  };
}

/** The day that was promised: a case that was handed up moves on, the promise does not. */
function dueOf({ kind, openedAt }: Case, dueAt: Date): Date {
  const promised = findCaseDue(kind, openedAt);
  return promised < dueAt ? promised : dueAt;
}

/**
 * Writes down what somebody says. To a service, it lies before its officers as a case with the hour by which the law wants an answer
 * (docs/domain/02 M22; UK GDPR Art. 12(3)); the words themselves stay out of the ledger.
 */
export async function sayOwn(
  house: SayingHouse,
  reader: PersonId,
  about: OwnPerson,
  draft: SayingDraft,
  at: Date,
): Promise<Result<CaseId, SayingRefusal>> {
  const to = await findAddressee(house, draft, at);
  if (to === undefined) return refuse('NOBODY_THERE');
  const sayingId = asId<'Case'>(draft.sayingId);
  const earlier = await house.sayings.findSaying(sayingId);
  if (earlier !== undefined) return earlier.person === reader ? ok(sayingId) : refuse('NOBODY_THERE');
  const open = await listOwnSayings(house, reader, about.person);
  if (open.filter(({ state }) => state === 'WAITING').length >= mostWaiting) return refuse('TOO_MANY');
  const { kind, language, words, needs, exchangeId } = draft;
  const saying: Saying = {
    sayingId,
    person: reader,
    about: about.person,
    saidAt: at,
    kind,
    to,
    language,
    words,
    needs,
    exchangeId,
  };
  await house.sayings.say(saying, to === 'NOBODY' ? [] : await sealCases(house, [openCase(saying, about)]));
  return ok(sayingId);
}

async function findAddressee(
  { agreements, operator }: SayingHouse,
  { kind, to }: SayingDraft,
  at: Date,
): Promise<Saying['to'] | undefined> {
  if (to === 'NOBODY') return kind === 'WORDS' ? 'NOBODY' : undefined;
  if (to === 'OPERATOR')
    return operator !== null && (kind === 'COMPLAINT' || kind === 'DELETION') ? 'OPERATOR' : undefined;
  const all = await agreements.listOrganisations(at);
  const found = all.find(({ organisationId, active }) => active && organisationId === to);
  return found && { organisationId: found.organisationId, name: found.name };
}

/** Before the officers of whoever it is said to, each a case of its own, and in no search: that somebody complains is theirs. */
function openCase(
  saying: Saying,
  { decisions, relation }: OwnPerson,
): Parameters<House['cases']['sealCase']>[0] {
  const { sayingId, kind, person, about, saidAt, exchangeId, language } = saying;
  const caseKind = sayings[kind];
  const content: JsonObject = {
    kind,
    language,
    // The capacity in which they ask, and whether the person decides for themselves by now (docs/domain/01 §1.9, 02 M22).
    relation,
    decides: decisions.get('P17') ?? 'NEITHER',
    ...(kind === 'WORDS' ? { category: 'VOI' } : {}),
  };
  return {
    caseId: sayingId,
    kind: caseKind,
    organisationId: findListener(saying),
    exchangeId,
    openedAt: saidAt,
    dueAt: findCaseDue(caseKind, saidAt),
    about: [...new Set([person, about])],
    actBy: null,
    silent: true,
    subject: null,
    content,
  };
}
