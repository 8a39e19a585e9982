import type { OwnRequest } from '../../exchange/index.ts';
import {
  type Language,
  type PageAnswer,
  type PageDefinition,
  type Visit,
  writeDay,
} from '../../pages/index.ts';
import { londonDate } from '../../platform/index.ts';
import { keepDraft } from '../choices/choice-draft.ts';
import { stepPath } from '../choices/choice-visit.ts';
import { type PortalDeps, forReader, showPerson } from '../portal-deps.ts';

/** What services ask: the list, and each with its answers. */
export function requestPages(deps: PortalDeps): readonly PageDefinition[] {
  return [requestListPage(deps), requestPage(deps)];
}

function requestListPage(deps: PortalDeps): PageDefinition {
  return {
    path: '/requests',
    get: (visit) =>
      forReader(deps, visit, async ({ reader }) => {
        const { people } = await deps.own.findPeople(reader, visit.now);
        const requests = await deps.own.listRequests(reader, people, visit.now);
        return {
          kind: 'PAGE',
          template: 'requests/list.njk',
          view: { requests: requests.map((each) => showRequest(each, visit.language)) },
        };
      }),
  };
}

/**
 * One request: what, why, who and how long. A yes and a no lead to the check page of a choice, “not all of it” to its list of kinds;
 * nothing is stored here.
 */
function requestPage(deps: PortalDeps): PageDefinition {
  const answer =
    (isSent: boolean): PageDefinition['get'] =>
    (visit) =>
      forRequest(deps, visit, (request) => {
        const said = isSent ? visit.form.first('answer') : '';
        if (said === 'yes' || said === 'no' || said === 'some') return begin(request, said);
        return {
          kind: 'PAGE',
          template: 'requests/one.njk',
          view: {
            request: showRequest(request, visit.language),
            isTalking: said === 'talk',
            errors: isSent && said !== 'talk' ? [{ href: '#answer', key: 'requests.missing' }] : [],
          },
        };
      });
  return { path: '/requests/:request', get: answer(false), post: answer(true) };
}

function forRequest(
  deps: PortalDeps,
  visit: Visit,
  answer: (request: OwnRequest) => PageAnswer,
): Promise<PageAnswer> {
  return forReader(deps, visit, async ({ reader }) => {
    const { people } = await deps.own.findPeople(reader, visit.now);
    const requests = await deps.own.listRequests(reader, people, visit.now);
    const found = requests.find(({ requestId }) => requestId === visit.parameters['request']);
    return found === undefined ? { kind: 'NOT_FOUND' } : answer(found);
  });
}

/** Begins a choice that says what was answered; where only some of it is meant, the reader says which. */
function begin(
  { about, recipient, purpose, categories, until }: OwnRequest,
  said: 'yes' | 'no' | 'some',
): PageAnswer {
  const draft = {
    person: about.key,
    organisation: recipient.organisationId,
    role: null,
    purpose,
    permit: said === 'yes' ? [...categories] : [],
    deny: said === 'no' ? [...categories] : [],
  };
  return said === 'some'
    ? { kind: 'GO', to: stepPath(about, 'what'), draft: keepDraft(draft) }
    : { kind: 'GO', to: stepPath(about, 'check'), draft: keepDraft({ ...draft, until }) };
}

function showRequest(
  { requestId, about, askedAt, from, recipient, purpose, categories, until, words, isAnswered }: OwnRequest,
  language: Language,
): object {
  return {
    id: requestId,
    person: showPerson(about),
    at: writeDay(londonDate(askedAt), language),
    from,
    words,
    isAnswered,
    choice: {
      to: [recipient.name],
      only: [],
      why: [purpose],
      yes: [],
      no: [],
      until: until === null ? '' : writeDay(until, language),
    },
    categories,
  };
}
