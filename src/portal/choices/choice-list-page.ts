import type { PageDefinition } from '../../pages/index.ts';
import { type PortalDeps, forPerson, showPerson } from '../portal-deps.ts';
import { mayChoose } from './may-choose.ts';
import { showStored } from './show-choice.ts';

/** What the reader chose about a person, and what nobody can choose. What anybody else chose is never there. */
export function choiceListPage(deps: PortalDeps): PageDefinition {
  return {
    path: '/people/:person/choices',
    get: (visit) =>
      forPerson(deps, visit, async ({ reader, about }) => {
        const choices = await deps.own.listChoices(reader, about.person);
        return {
          kind: 'PAGE',
          template: 'choices/list.njk',
          view: {
            person: showPerson(about),
            mayChoose: mayChoose(about),
            choices: choices.map((each) => ({
              id: each.consentId,
              status: each.status,
              isActive: each.status === 'active',
              choice: showStored(each, visit.language),
            })),
          },
        };
      }),
  };
}
