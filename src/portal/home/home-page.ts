import type { OwnPerson } from '../../exchange/index.ts';
import type { PageDefinition } from '../../pages/index.ts';
import { findOpenLinks } from '../links/links.ts';
import { showNotice } from '../notices/show-notice.ts';
import { type PortalDeps, forReader } from '../portal-deps.ts';

/** Messages on the first page, and for how many days they are new there. */
const mostNew = 3;
const newDays = 28;

/** The first page: everybody whom the reader looks after here, what is asked and what is new, and where to go from there. */
export function homePage(deps: PortalDeps): PageDefinition {
  return {
    path: '/',
    get: (visit) =>
      forReader(deps, visit, async ({ reader }) => {
        const { people, claimsWaiting } = await deps.own.findPeople(reader, visit.now);
        const links = await findOpenLinks(deps, reader, people, visit.now);
        const requests = await deps.own.listRequests(reader, people, visit.now);
        const told = await deps.own.listNotices(reader, people, { limit: mostNew }, visit.now);
        const since = visit.now.getTime() - newDays * 86_400_000;
        return {
          kind: 'PAGE',
          template: 'home/home.njk',
          view: {
            people: people.map(showPerson),
            news: told
              .filter(({ writtenAt }) => writtenAt.getTime() >= since)
              .map((notice) => showNotice(notice, people, visit)),
            isAsked: requests.some(({ isAnswered }) => !isAnswered),
            isWaiting: claimsWaiting + links.length > 0,
          },
        };
      }),
  };
}

/** A person as the first page shows them. */
function showPerson({ key, relation, givenName, decisions }: OwnPerson): object {
  const who = new Set(decisions.values());
  const readerDecides = who.has('READER') || who.has('BOTH');
  return {
    key,
    relation,
    name: givenName,
    // Said gently, and only as far as it is so for whole purposes: what a child may decide alone of one kind of thing is theirs.
    decides: relation === 'SELF' ? 'SELF' : !readerDecides ? 'PERSON' : who.has('PERSON') ? 'SOME' : 'READER',
  };
}
