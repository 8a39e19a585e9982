import type { PersonId } from '../../platform/index.ts';
import type { Problem } from '../../vocabulary/index.ts';
import type { House } from '../house.ts';
import type { AuthorityRequest, RequestedAuthorityEvent } from '../receive/authority-request.ts';
import { candidateFor } from '../resolve/match-candidate.ts';

/** The people of a request, each of them certain. */
export interface NamedPeople {
  readonly dataSubject: PersonId;
  /** The holder, representative, decider or carer whom the event names. */
  readonly other: PersonId | null;
}

/**
 * Finds everybody whom a request names, all at once and each in the same time class. One who is not certain makes the whole
 * request not certain: the answer does not tell which, so that nobody's existence can be tried out.
 */
export async function findNamedPeople(
  house: Pick<House, 'families'>,
  { dataSubject, event }: AuthorityRequest,
): Promise<NamedPeople | undefined> {
  const named = otherOf(event);
  const [subject, other] = await Promise.all(
    [dataSubject, ...(named === undefined ? [] : [named])].map((each) =>
      house.families.matchDataSubject(candidateFor(each)),
    ),
  );
  if (subject?.kind !== 'MATCH' || (named !== undefined && other?.kind !== 'MATCH')) return undefined;
  return { dataSubject: subject.person, other: other?.kind === 'MATCH' ? other.person : null };
}

/** What is said of anybody who is not certain, and of a fact or claim that is not theirs. */
export const notCertain: Problem = {
  code: 'authority-invalid',
  errors: [
    {
      pointer: '/dataSubject',
      rule: 'person-is-certain',
      message:
        'It is not certain whom this is about, or somebody or something that it names is not known of them. Check the numbers, names and dates of birth.',
    },
  ],
};

function otherOf(event: RequestedAuthorityEvent): Parameters<typeof candidateFor>[0] | undefined {
  if ('holder' in event) return event.holder;
  if ('representative' in event) return event.representative;
  if ('carer' in event) return event.carer;
  return 'decider' in event ? event.decider : undefined;
}
