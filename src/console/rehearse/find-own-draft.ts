import { uuidShape } from '../../platform/index.ts';
import type { DraftEdition } from '../../policy/index.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type OfficerVisit, mayDo } from '../console-page.ts';

/** What stands in the address of a draft that nobody has saved yet. */
export const unsaved = 'new';

/** The draft of the address: null for one that nobody has saved, nothing for one of another organisation or none. */
export async function findOwnDraft(
  { drafts }: Pick<ConsoleDeps, 'drafts'>,
  visit: OfficerVisit,
): Promise<DraftEdition | null | undefined> {
  const { parameters, query } = visit.visit;
  const named = parameters['draft'] ?? '';
  if (named === unsaved) return mayWrite(visit) ? null : undefined;
  const edition = /^[1-9]\d{0,2}$/.exec(query.first('edition'))?.[0];
  if (!uuidShape.test(named)) return undefined;
  const draft = await drafts.find(named, edition === undefined ? undefined : Number(edition));
  return draft?.organisationId === visit.officer.organisation.organisationId ? draft : undefined;
}

/** Whether somebody may write drafts. */
export function mayWrite({ officer }: OfficerVisit): boolean {
  return mayDo(officer, 'WRITE_DRAFT', [officer.organisation.organisationId]);
}
