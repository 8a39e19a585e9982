import { type PageAnswer, type PageDefinition, writeInstant } from '../../pages/index.ts';
import {
  type DraftEdition,
  type FileProblem,
  type PolicyFile,
  isPublishable,
  textLimits,
} from '../../policy/index.ts';
import { pathOf } from '../access-table.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type OfficerVisit, consolePage } from '../console-page.ts';
import type { FormProblem } from '../form-problem.ts';
import { findOwnDraft, mayWrite, unsaved } from './find-own-draft.ts';
import { composeFirstText } from './first-text.ts';
import { tellVerdict } from './tell-verdict.ts';

/** One draft: what was found in it, and its files in a form for whoever may write one. */
export function draftPage(deps: ConsoleDeps): PageDefinition {
  return consolePage(deps, 'DRAFT', {
    get: async (visit) => {
      const draft = await findOwnDraft(deps, visit);
      if (draft === undefined) return { kind: 'NOT_FOUND' };
      const files =
        draft === null ? composeFirstText(deps.drafts.findBaseline(), visit.visit.now) : draft.files;
      return showDraft(visit, draft, files, []);
    },
    post: async (visit) => {
      const draft = await findOwnDraft(deps, visit);
      const { officer } = visit;
      const { organisationId } = officer.organisation;
      if (draft === undefined || !mayWrite(visit)) return { kind: 'NOT_FOUND' };
      const sent = readFiles(visit);
      // Somebody goes on from the edition that they had before them, which may not be the newest any more.
      const edition = Number(visit.visit.form.first('edition'));
      const saved = await deps.drafts.save(
        sent,
        { organisationId, staffId: officer.staffId },
        draft === null ? undefined : { draftId: draft.draftId, edition },
      );
      if (saved.ok) return { kind: 'GO', to: pathOf('DRAFT', saved.value.draftId) };
      const { refusal } = saved;
      const errors =
        refusal.code === 'FILES'
          ? refusal.problems.map(toFormProblem)
          : [{ href: '#save', key: `rehearse.${refusal.code}` }];
      return showDraft(visit, draft, sent, errors);
    },
  });
}

function readFiles({ visit: { form } }: OfficerVisit): readonly PolicyFile[] {
  const texts = form.all('text');
  return form.all('name').map((name, place) => ({ name, text: texts[place] ?? '' }));
}

function toFormProblem({ place, rule }: FileProblem): FormProblem {
  const field = rule === 'name' || rule === 'twice' ? 'name' : 'text';
  return { href: place === null ? '#save' : `#${field}-${place + 1}`, key: `rehearse.file.${rule}` };
}

function showDraft(
  visit: OfficerVisit,
  draft: DraftEdition | null,
  files: readonly PolicyFile[],
  errors: readonly FormProblem[],
): PageAnswer {
  const { language, t } = visit.visit;
  const writes = mayWrite(visit);
  return {
    kind: 'PAGE',
    template: 'rehearse/draft.njk',
    view: {
      errors,
      limits: textLimits,
      writes,
      action: pathOf('DRAFT', draft?.draftId ?? unsaved),
      propose:
        draft !== null && writes && isPublishable(draft.verdict) ? pathOf('PROPOSE', draft.draftId) : '',
      rehearse: draft === null ? '' : pathOf('REHEARSE', draft.draftId),
      draft: draft && {
        edition: draft.edition,
        earlier: Array.from({ length: draft.edition - 1 }, (_, place) => place + 1).slice(-20),
        by: draft.staffId,
        when: writeInstant(draft.savedAt, language),
        ...tellVerdict(draft.verdict, t),
      },
      // Empty places at the end: for a file more, or two.
      files: writes && files.length < textLimits.files ? [...files, nothing, nothing] : files,
    },
  };
}

const nothing: PolicyFile = { name: '', text: '' };
