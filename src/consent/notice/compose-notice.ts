import type { OrganisationId } from '../../platform/index.ts';
import type { RecipientScope } from '../consent-version.ts';
import { coreIdentity } from '../read-stance.ts';
import {
  joinWords,
  plainCategories,
  plainDepartments,
  plainOrganisationTypes,
  plainPurposes,
  plainRoles,
  writeDay,
} from './plain-words.ts';
import { type ShownScope, isAnsweredByCategory } from './shown-scope.ts';

/** The languages in which we compose notices ourselves. For any other, a notice that somebody wrote is registered. */
export const composedLanguages = ['en'] as const;
export type ComposedLanguage = (typeof composedLanguages)[number];

/** Gives an organisation's name. */
export type NameOrganisation = (organisationId: OrganisationId) => string;

/** The words of a notice and the scope that they name. */
export interface ComposedNotice {
  readonly text: string;
  /** With core identity, which goes along with everything else and is therefore named too. */
  readonly scope: ShownScope;
}

/**
 * Composes the words that ask for a choice from the scope of that choice, so that they name every category, recipient,
 * purpose and day of it and the stored choice cannot reach further than the words. They say what follows from a refusal,
 * what a refusal cannot stop, and how to take a choice back (docs/domain/03 §3.6, UK GDPR Art 7 and 13). Pure: the same
 * scope always gives the same words.
 */
export function composeNotice(asked: ShownScope, name: NameOrganisation): ComposedNotice {
  const scope = nameEverything(asked);
  const text = [
    opening(scope),
    ...(scope.categories.length === 0
      ? []
      : [
          'What may be shared:',
          ...scope.categories.map((code) => `- ${plainCategories[code]}`),
          'Nothing else may be shared because of your answer.',
        ]),
    headRecipients(scope.type),
    ...writeRecipients(scope.recipients, name).map((line) => `- ${line}`),
    `This is to ${joinWords(scope.purposes.map((code) => plainPurposes[code]))}.`,
    ...writePeriods(scope),
    isAnsweredByCategory(scope.type)
      ? 'You can say yes or no. You can say yes to some things and no to others.'
      : 'You can say yes or no.',
    consequence(scope.type),
    'Sometimes the law says that we must share to keep a child safe. We tell you when we can.',
    'You can change your mind on any day. Just tell us. You do not have to say why.',
  ].join('\n');
  return { text, scope };
}

function nameEverything(scope: ShownScope): ShownScope {
  if (scope.type !== 'SHARE' || scope.categories.includes(coreIdentity)) return scope;
  return { ...scope, categories: [coreIdentity, ...scope.categories] };
}

function opening({ type }: ShownScope): string {
  switch (type) {
    case 'SHARE':
      return 'We ask if we may share some things about you.';
    case 'SERVICE':
      return 'We ask if you want this help. Saying yes to help is not saying yes to sharing.';
    case 'TREATMENT':
      return 'We ask if you want this treatment. Saying yes to it is not saying yes to sharing.';
    case 'GDPR_LAWFUL_BASIS':
      return 'We ask if we may use some things about you. We do this only if you say yes.';
    case 'ASSESSMENT_GATE':
      return 'We ask if we may find out what help you need. Saying yes to this is not saying yes to sharing.';
  }
}

/** What the people and places are for whom the answer is: a help, a treatment or an assessment shows nothing to anybody. */
function headRecipients(type: ShownScope['type']): string {
  switch (type) {
    case 'SHARE':
    case 'GDPR_LAWFUL_BASIS':
      return 'Who may see it:';
    case 'SERVICE':
      return 'Who gives the help:';
    case 'TREATMENT':
      return 'Who gives the treatment:';
    case 'ASSESSMENT_GATE':
      return 'Who finds it out:';
  }
}

function consequence(type: ShownScope['type']): string {
  switch (type) {
    case 'SHARE':
      return 'If you say no, we still help you. But people may have to ask you the same things again.';
    case 'SERVICE':
    case 'TREATMENT':
      return 'If you say no, you do not get it now. You can ask for it later.';
    case 'GDPR_LAWFUL_BASIS':
      return 'If you say no, we do not use it. Nothing else changes for you.';
    case 'ASSESSMENT_GATE':
      return 'If you say no, we do not look into it, unless someone may be hurting you. You can ask for it later.';
  }
}

/** The recipients that a scope names. */
type NamedRecipients = Exclude<RecipientScope, 'ALL'>;

/** The recipients in words: each list narrows the others, and the words say so. */
export function writeRecipients(recipients: NamedRecipients, name: NameOrganisation): readonly string[] {
  const people = recipients.roles.map((role) => plainRoles[role]);
  const teams = recipients.departments.map((department) => plainDepartments[department]);
  const places = [
    ...recipients.organisations.map(name),
    ...recipients.organisationTypes.map((type) => plainOrganisationTypes[type]),
  ];
  const both = recipients.organisations.length > 0 && recipients.organisationTypes.length > 0;
  const where = both
    ? [
        `${joinOr(recipients.organisations.map(name))}, as long as it is ${joinOr(
          recipients.organisationTypes.map((type) => plainOrganisationTypes[type]),
        )}`,
      ]
    : places.length > 0
      ? places
      : ['any place'];
  const who = [
    ...(people.length > 0 ? [`only ${joinOr(people)}`] : []),
    ...(teams.length > 0 ? [`only in ${joinOr(teams)}`] : []),
  ];
  return where.map((place) => [place, ...who].join(', '));
}

function joinOr(words: readonly string[]): string {
  return joinWords(words).replace(/ and ([^,]*)$/, ' or $1');
}

function writePeriods({ period, dataPeriod }: ShownScope): readonly string[] {
  return [
    ...(period.from === null ? [] : [`It starts on ${writeDay(period.from)}.`]),
    period.to === null
      ? 'It goes on until you change your mind. We will ask you again from time to time.'
      : `It ends after ${writeDay(period.to)}.`,
    ...(dataPeriod.from === null
      ? []
      : [`Only things from ${writeDay(dataPeriod.from)} or later may be shared.`]),
    ...(dataPeriod.to === null
      ? []
      : [`Only things from ${writeDay(dataPeriod.to)} or earlier may be shared.`]),
  ];
}
