import { type PageAnswer, type PageDefinition, writeInstant } from '../../pages/index.ts';
import type { DraftEdition } from '../../policy/index.ts';
import { pathOf } from '../access-table.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type OfficerVisit, consolePage, mayDo } from '../console-page.ts';
import type { FormProblem } from '../form-problem.ts';
import {
  findJustification,
  isJustification,
  justificationLength,
  keepJustification,
} from '../find/search-session.ts';
import { createTextSeal } from '../sealed-text.ts';
import { findOwnDraft } from './find-own-draft.ts';

/** Days that are tried where nobody says otherwise. */
const usualDays = 30;

/** Where a draft is tried on decisions that were made: what was tried, and a form to begin. */
export function rehearsePage(deps: ConsoleDeps): PageDefinition {
  const seal = createTextSeal(deps.sessionKey);
  const show = async (
    visit: OfficerVisit,
    draft: DraftEdition,
    errors: readonly FormProblem[],
  ): Promise<PageAnswer> => {
    const { form, language } = visit.visit;
    const tried = await deps.rehearsals.list(draft.draftId);
    return {
      kind: 'PAGE',
      template: 'rehearse/rehearse.njk',
      view: {
        errors,
        ...justificationLength,
        organisation: visit.officer.organisation.name,
        name: nameOf(draft),
        draft: pathOf('DRAFT', draft.draftId),
        action: pathOf('REHEARSE', draft.draftId),
        edition: draft.edition,
        begins: mayBegin(visit) && draft.verdict.version !== null,
        sent: { days: form.first('days') || String(usualDays), why: form.first('why') },
        asksWhy: findJustification(seal, visit) === undefined,
        tried: tried.map(({ rehearsalId, askedAt, days, edition, staffId, state }) => ({
          path: pathOf('REHEARSAL', rehearsalId),
          state,
          line: { when: writeInstant(askedAt, language), days, edition, by: staffId },
        })),
      },
    };
  };
  return consolePage(deps, 'REHEARSE', {
    get: async (visit) => {
      const draft = await findOwnDraft(deps, visit);
      return draft === undefined || draft === null ? { kind: 'NOT_FOUND' } : show(visit, draft, []);
    },
    post: async (visit) => {
      const draft = await findOwnDraft(deps, visit);
      if (draft === undefined || draft === null || !mayBegin(visit) || draft.verdict.version === null)
        return { kind: 'NOT_FOUND' };
      const { form } = visit.visit;
      const [days, why] = [Number(form.first('days').trim()), form.first('why').trim()];
      const kept = findJustification(seal, visit);
      const errors: FormProblem[] = [];
      if (!Number.isInteger(days) || days < 1 || days > 366)
        errors.push({ href: '#days', key: 'rehearse.wrongDays' });
      if (kept === undefined && !isJustification(why)) errors.push({ href: '#why', key: 'find.whyLength' });
      if (errors.length > 0) return show(visit, draft, errors);
      const { organisation, staffId } = visit.officer;
      const begun = await deps.rehearsals.begin({
        draftId: draft.draftId,
        edition: draft.edition,
        organisationId: organisation.organisationId,
        staffId,
        days,
      });
      if (!begun.ok) return show(visit, draft, [{ href: '#days', key: 'rehearse.UNDER_WAY' }]);
      return {
        kind: 'GO',
        to: pathOf('REHEARSAL', begun.value),
        ...(kept === undefined ? { draft: keepJustification(seal, visit, why) } : {}),
      };
    },
  });
}

/** What a draft calls itself. */
export function nameOf({ verdict: { version } }: Pick<DraftEdition, 'verdict'>): string {
  return version === null ? '' : `${version.bundle} v${version.version}`;
}

/** Whether somebody may begin a rehearsal, or stop one. */
export function mayBegin({ officer }: OfficerVisit): boolean {
  return mayDo(officer, 'BEGIN_REHEARSAL', [officer.organisation.organisationId]);
}
