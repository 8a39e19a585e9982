import type { ChosenRecipient, OwnPerson } from '../../exchange/index.ts';
import type { PageAnswer, PageDefinition } from '../../pages/index.ts';
import { type PersonalVisit, type PortalDeps, forPerson, showPerson } from '../portal-deps.ts';
import { type ChoiceDraft, keepDraft, readDraft } from './choice-draft.ts';

/** The steps of a choice in their order. */
export type ChoiceStep = 'who' | 'why' | 'what' | 'until' | 'check';

/** A visit to a step of a choice about one of the reader's own. */
export interface ChoiceVisit extends PersonalVisit {
  readonly about: OwnPerson;
  /** What was answered before. */
  readonly draft: ChoiceDraft;
  readonly isSent: boolean;
}

/** The address of a step. */
export function stepPath({ key }: Pick<OwnPerson, 'key'>, step: ChoiceStep): string {
  return `/people/${key}/choose/${step}`;
}

/** Goes back to a step whose answer is missing. */
export function backTo({ about }: Pick<ChoiceVisit, 'about'>, step: ChoiceStep): PageAnswer {
  return { kind: 'GO', to: stepPath(about, step) };
}

/** Keeps what was answered and goes on. */
export function goOn(
  { about }: Pick<ChoiceVisit, 'about'>,
  step: ChoiceStep,
  draft: ChoiceDraft,
): PageAnswer {
  return { kind: 'GO', to: stepPath(about, step), draft: keepDraft(draft) };
}

/** The page of a step: the same handler shows it and takes its form. */
export function stepPage(
  deps: PortalDeps,
  step: ChoiceStep,
  answer: (visit: ChoiceVisit) => Promise<PageAnswer>,
): PageDefinition {
  const handle =
    (isSent: boolean): PageDefinition['get'] =>
    (visit) =>
      forPerson(deps, visit, (personal) =>
        answer({ ...personal, draft: readDraft(visit.draft, personal.about.key), isSent }),
      );
  return { path: `/people/:person/choose/${step}`, get: handle(false), post: handle(true) };
}

/** A page of the journey, with the person whom it is about. */
export function showStep(
  { about }: Pick<ChoiceVisit, 'about'>,
  template: string,
  view: Readonly<Record<string, unknown>>,
): PageAnswer {
  return { kind: 'PAGE', template: `choices/${template}.njk`, view: { person: showPerson(about), ...view } };
}

/** The organisation that was chosen, as long as it can still be. */
export async function findRecipient(
  { own }: Pick<PortalDeps, 'own'>,
  { draft, visit }: Pick<ChoiceVisit, 'draft' | 'visit'>,
): Promise<(ChosenRecipient & { readonly name: string }) | undefined> {
  const all = await own.listOrganisations(visit.now);
  return all.find(({ organisationId }) => organisationId === draft.organisation);
}
