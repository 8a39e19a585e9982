import { addDays } from '../platform/index.ts';
import type { AuthorityFacts, FactPeriod } from './authority-facts.ts';
import { birthdayOf, endOfCompulsorySchoolAge, endOfPlanLongStop } from './authority-days.ts';

/** What changes who may decide on a day, or calls for a talk about it (docs/domain/01 §1.7). */
export const authorityEventKinds = [
  'TURNS_13',
  'TURNS_16',
  'SCHOOL_AGE_ENDS',
  'TURNS_18',
  'PLAN_LONG_STOP',
  'COMPETENCE_ENDS',
  'COURT_ORDER_STARTS',
  'COURT_ORDER_ENDS',
  'LEGAL_STATUS_STARTS',
  'LEGAL_STATUS_ENDS',
] as const;
export type AuthorityEventKind = (typeof authorityEventKinds)[number];

/** An event and the London day (YYYY-MM-DD) at whose first instant it acts. */
export interface AuthorityEvent {
  readonly kind: AuthorityEventKind;
  readonly day: string;
  /** The fact that it comes from; `null` where it comes from the birth date. */
  readonly factId: string | null;
}

/** When people are told of an event: ahead of it, and on the day, when it also acts. */
export const eventStages = ['IN_90_DAYS', 'IN_30_DAYS', 'ON_THE_DAY'] as const;
export type EventStage = (typeof eventStages)[number];

/** Something that is due on a day. */
export interface DueEvent extends AuthorityEvent {
  readonly stage: EventStage;
  /** The London day on which it is due. */
  readonly due: string;
}

const daysAhead: Readonly<Record<EventStage, number>> = { IN_90_DAYS: 90, IN_30_DAYS: 30, ON_THE_DAY: 0 };

/** The events that come from a birth date. */
export function eventsOfAge(birthDate: string): readonly AuthorityEvent[] {
  return [
    { kind: 'TURNS_13', day: birthdayOf(birthDate, 13), factId: null },
    { kind: 'TURNS_16', day: birthdayOf(birthDate, 16), factId: null },
    { kind: 'SCHOOL_AGE_ENDS', day: endOfCompulsorySchoolAge(birthDate), factId: null },
    { kind: 'TURNS_18', day: birthdayOf(birthDate, 18), factId: null },
    { kind: 'PLAN_LONG_STOP', day: endOfPlanLongStop(birthDate), factId: null },
  ];
}

/** A fact whose beginning or end is an event. */
export type EventfulFact =
  | { readonly kind: 'COMPETENCE'; readonly factId: string; readonly outcome: string; readonly to: string }
  | ({ readonly kind: 'COURT_ORDER' | 'LEGAL_STATUS'; readonly factId: string } & FactPeriod);

/** The events that come from one fact. A finding that a child is not competent lets nobody decide and ends nothing. */
export function eventsOfFact(fact: EventfulFact): readonly AuthorityEvent[] {
  const { factId, to } = fact;
  if (fact.kind === 'COMPETENCE') {
    return fact.outcome === 'COMPETENT' ? [{ kind: 'COMPETENCE_ENDS', day: fact.to, factId }] : [];
  }
  return [
    ...(fact.from === null ? [] : [{ kind: `${fact.kind}_STARTS` as const, day: fact.from, factId }]),
    ...(to === null ? [] : [{ kind: `${fact.kind}_ENDS` as const, day: to, factId }]),
  ];
}

/** Every event that the facts make, past ones included. After a death or for a retired identity there is none. */
export function listAuthorityEvents(facts: AuthorityFacts): readonly AuthorityEvent[] {
  if (facts.retired || facts.birthDate === null) return [];
  const died = facts.deaths.find(({ person }) => person === facts.person)?.on;
  const events = [
    ...eventsOfAge(facts.birthDate),
    ...facts.competence.flatMap((fact) => eventsOfFact({ kind: 'COMPETENCE', ...fact })),
    ...facts.courtOrders.flatMap(({ factId, from, to }) =>
      eventsOfFact({ kind: 'COURT_ORDER', factId, from, to }),
    ),
    ...facts.legalStatuses.flatMap(({ factId, from, to }) =>
      eventsOfFact({ kind: 'LEGAL_STATUS', factId, from, to }),
    ),
  ];
  return events.filter(({ day }) => died === undefined || day < died);
}

/**
 * What is due for an event, seen from a London day. Who hears of it too late for a notice ahead gets the next that still makes
 * sense, at once. An event that has passed is due at once where a fact makes it, since nobody has acted on it yet; of a birthday
 * that has passed nothing is due.
 */
export function planEvent(event: AuthorityEvent, today: string): readonly DueEvent[] {
  if (event.day < today && event.factId === null) return [];
  return eventStages.flatMap((stage, position): DueEvent[] => {
    const next = eventStages[position + 1];
    const due = addDays(event.day, -daysAhead[stage]);
    const missed = next !== undefined && addDays(event.day, -daysAhead[next]) <= today;
    return missed ? [] : [{ ...event, stage, due: due < today ? today : due }];
  });
}
