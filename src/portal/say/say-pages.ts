import type { PageDefinition } from '../../pages/index.ts';
import { type PortalDeps, forPerson, forReader, showPerson } from '../portal-deps.ts';
import { sayFormPage } from './say-form-page.ts';
import { ways, wayOf } from './say-ways.ts';
import { showSaying } from './show-saying.ts';

/** Everything that people say to services: the ways, a form for each, and what became of it. */
export function sayPages(deps: PortalDeps): readonly PageDefinition[] {
  return [
    sayListPage(deps),
    ...ways.map((way) => sayFormPage(deps, way)),
    { path: '/said/:saying', get: (visit) => showOne(deps, visit) },
  ];
}

/** What can be said about a person, and what the reader has said; what anybody else said is never there. */
function sayListPage(deps: PortalDeps): PageDefinition {
  return {
    path: '/people/:person/say',
    get: (visit) =>
      forPerson(deps, visit, async ({ reader, about }) => {
        const said = await deps.own.listSayings(reader, about.person);
        return {
          kind: 'PAGE',
          template: 'say/list.njk',
          view: {
            person: showPerson(about),
            ways: ways.map(({ name }) => name),
            said: said.map((each) => ({
              ...showSaying(each, visit.language),
              way: wayOf(each.kind).name,
            })),
          },
        };
      }),
  };
}

/** One thing that the reader said, about somebody who is theirs today; anything else is not there. */
const showOne = (
  deps: PortalDeps,
  visit: Parameters<PageDefinition['get']>[0],
): ReturnType<PageDefinition['get']> =>
  forReader(deps, visit, async ({ reader }) => {
    const said = await deps.own.findSaying(reader, visit.parameters['saying'] ?? '');
    if (said === undefined) return { kind: 'NOT_FOUND' };
    const { people } = await deps.own.findPeople(reader, visit.now);
    const about = people.find(({ person }) => person === said.about);
    if (about === undefined) return { kind: 'NOT_FOUND' };
    return {
      kind: 'PAGE',
      template: 'say/one.njk',
      view: {
        person: showPerson(about),
        said: { ...showSaying(said, visit.language), way: wayOf(said.kind).name },
      },
    };
  });
