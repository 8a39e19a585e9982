import type { AuthorityEventKind, DueEvent } from '../../families/index.ts';

/** To whom a notice of an authority event speaks. */
export type NoticeReader = 'YOUNG_PERSON' | 'PARENT';

interface Words {
  /** Before the day. */
  readonly ahead: string;
  /** On the day. */
  readonly today: string;
}

type Readers = Readonly<Partial<Record<NoticeReader, Words>>>;

/**
 * What people are told of an authority event, in words that a child of 9 to 12 can read. `{day}` is the day and `{name}` the
 * young person's given name. Who is not in the table is not told: the end of a child's own competence is the child's affair, and
 * a court tells the parties of its orders itself.
 */
const words: Readonly<Record<AuthorityEventKind, Readers>> = {
  TURNS_13: {
    YOUNG_PERSON: {
      ahead:
        'You will be 13 on {day}. From then on you can choose yourself if your health information may be used for research and planning. Nothing else changes on that day. You can always tell us what you want.',
      today:
        'You are 13. You can now choose yourself if your health information may be used for research and planning. Nothing else changes today. You can always tell us what you want.',
    },
    PARENT: {
      ahead:
        '{name} will be 13 on {day}. From then on {name} can choose alone if their health information may be used for research and planning. Nothing else changes on that day.',
      today:
        '{name} is 13. {name} can now choose alone if their health information may be used for research and planning. Nothing else changes today.',
    },
  },
  TURNS_16: {
    YOUNG_PERSON: {
      ahead:
        'You will be 16 on {day}. From then on you decide who may see your information. What your parents said yes to will need a yes from you. We will ask you.',
      today:
        'You are 16. From today you decide who may see your information. What your parents said yes to now needs a yes from you. We will ask you.',
    },
    PARENT: {
      ahead:
        '{name} will be 16 on {day}. From then on {name} decides who may see their information. What you said yes to will need a yes from {name}. You will see less of it in your account.',
      today:
        '{name} is 16. From today {name} decides who may see their information. What you said yes to now needs a yes from {name}. You see less of it in your account.',
    },
  },
  SCHOOL_AGE_ENDS: {
    YOUNG_PERSON: {
      ahead:
        'From {day} you decide about your help at school or college yourself. What your parents said yes to for that stops on that day, until you say what you want.',
      today:
        'From today you decide about your help at school or college yourself. What your parents said yes to for that has stopped, until you say what you want.',
    },
    PARENT: {
      ahead:
        'From {day} {name} decides about their help at school or college. What you said yes to for that stops on that day. {name} will be asked.',
      today:
        'From today {name} decides about their help at school or college. What you said yes to for that has stopped. {name} will be asked.',
    },
  },
  TURNS_18: {
    YOUNG_PERSON: {
      ahead:
        'You will be 18 on {day}. From then on only you decide about your information. Your parents can no longer decide for you.',
      today:
        'You are 18. From today only you decide about your information. Your parents can no longer decide for you.',
    },
    PARENT: {
      ahead:
        '{name} will be 18 on {day}. From then on only {name} decides about their information, and your account for {name} closes.',
      today:
        '{name} is 18. From today only {name} decides about their information. Your account for {name} is closed.',
    },
  },
  PLAN_LONG_STOP: {
    YOUNG_PERSON: {
      ahead:
        'On {day} you reach the age at which an education, health and care plan ends at the latest. Ask your council what comes next.',
      today:
        'You have reached the age at which an education, health and care plan ends at the latest. Ask your council what comes next.',
    },
  },
  COMPETENCE_ENDS: {
    YOUNG_PERSON: {
      ahead:
        'Somebody talked with you about a choice that you can make yourself. On {day} it is time to talk about it again. Until then your choice stands.',
      today:
        'It is time to talk again about a choice that you made yourself. Ask the person whom you talked to.',
    },
  },
  COURT_ORDER_STARTS: {},
  COURT_ORDER_ENDS: {},
  LEGAL_STATUS_STARTS: {
    YOUNG_PERSON: {
      ahead:
        'From {day} the council helps to look after you. It may change who decides about your information. Ask your social worker.',
      today:
        'From today the council helps to look after you. It may change who decides about your information. Ask your social worker.',
    },
    PARENT: {
      ahead:
        'From {day} the council helps to look after {name}. It may change who decides about {name}’s information. Ask the social worker.',
      today:
        'From today the council helps to look after {name}. It may change who decides about {name}’s information. Ask the social worker.',
    },
  },
  LEGAL_STATUS_ENDS: {
    YOUNG_PERSON: {
      ahead:
        'On {day} it changes how the council looks after you. It may change who decides about your information. Ask your social worker.',
      today:
        'From today it has changed how the council looks after you. It may change who decides about your information. Ask your social worker.',
    },
    PARENT: {
      ahead:
        'On {day} it changes how the council looks after {name}. It may change who decides about {name}’s information. Ask the social worker.',
      today:
        'From today it has changed how the council looks after {name}. It may change who decides about {name}’s information. Ask the social worker.',
    },
  },
};

const spelledDay = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** What one reader is told of something that is due; nothing where they are not told of it. */
export function findNoticeWords(
  { kind, day, stage }: DueEvent,
  reader: NoticeReader,
  name: string,
): string | undefined {
  const found = words[kind][reader];
  if (found === undefined) return undefined;
  return (stage === 'ON_THE_DAY' ? found.today : found.ahead)
    .replaceAll('{day}', spelledDay.format(new Date(`${day}T00:00:00Z`)))
    .replaceAll('{name}', name);
}
