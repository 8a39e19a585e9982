import { type PageAnswer, type PageDefinition, type Translate } from '../../pages/index.ts';
import { uuidShape } from '../../platform/index.ts';
import {
  type CellPlace,
  type PolicyDiff,
  type PolicyProposal,
  diffPolicies,
  findSide,
} from '../../policy/index.ts';
import { categories } from '../../vocabulary/index.ts';
import { pathOf } from '../access-table.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type OfficerVisit, consolePage, mayDo } from '../console-page.ts';
import type { FormProblem } from '../form-problem.ts';
import { openBook } from '../find/show-decision.ts';
import { tellProposal } from './tell-proposal.ts';

/** A proposal: what it would change, who has approved it, and the approval of whoever may give one. Both sides see it. */
export function proposalPage(deps: ConsoleDeps): PageDefinition {
  const find = async ({ visit: { parameters } }: OfficerVisit): Promise<PolicyProposal | undefined> => {
    const named = parameters['proposal'] ?? '';
    return uuidShape.test(named) ? deps.publication.find(named) : undefined;
  };
  return consolePage(deps, 'PROPOSAL', {
    get: async (visit) => {
      const proposal = await find(visit);
      return proposal === undefined ? { kind: 'NOT_FOUND' } : show(deps, visit, proposal, []);
    },
    post: async (visit) => {
      const proposal = await find(visit);
      if (proposal === undefined || !mayApprove(visit)) return { kind: 'NOT_FOUND' };
      const { organisation, staffId } = visit.officer;
      const outcome = await deps.publication.approve(proposal.proposalId, {
        organisationId: organisation.organisationId,
        organisationType: organisation.type,
        staffId,
      });
      if (outcome === 'APPROVED' || outcome === 'PUBLISHED')
        return { kind: 'GO', to: pathOf('PROPOSAL', proposal.proposalId) };
      const now = (await find(visit)) ?? proposal;
      return show(deps, visit, now, [{ href: '#approve', key: `rehearse.answer.${outcome}` }]);
    },
  });
}

function mayApprove({ officer }: OfficerVisit): boolean {
  return (
    mayDo(officer, 'APPROVE_POLICY', [officer.organisation.organisationId]) &&
    findSide(officer.organisation.type) !== undefined
  );
}

async function show(
  deps: ConsoleDeps,
  visit: OfficerVisit,
  proposal: PolicyProposal,
  errors: readonly FormProblem[],
): Promise<PageAnswer> {
  const { t } = visit.visit;
  const { version: present } = deps.calendar.present;
  const [book, why, diff] = await Promise.all([
    openBook(deps),
    deps.publication.findReason(proposal.entryId),
    compare(deps, proposal),
  ]);
  return {
    kind: 'PAGE',
    template: 'rehearse/proposal.njk',
    view: {
      errors,
      ...tellProposal(proposal, book, visit.visit),
      why,
      path: pathOf('PROPOSAL', proposal.proposalId),
      approves: proposal.inForceSince === null && mayApprove(visit),
      present: `${present.bundle} v${present.version}`,
      diff: diff && tellDiff(diff, t),
    },
  };
}

async function compare(
  { calendar, drafts }: ConsoleDeps,
  { policy, draft }: PolicyProposal,
): Promise<PolicyDiff | undefined> {
  const text = draft === null ? undefined : await drafts.find(draft.draftId, draft.edition);
  return diffPolicies(calendar.library.directory, calendar.present.version, policy, text?.files);
}

/** The difference in words, cell by cell; and line by line as it is. */
function tellDiff({ cells, rules, text }: PolicyDiff, t: Translate): object {
  const place = ({ cell, decisive, when }: CellPlace): string => {
    const name = t(`rehearse.cell.${decisive ? 'decisive' : cell}`);
    return when === '' ? name : t('rehearse.cellWhen', { cell: name, when });
  };
  const places = (list: readonly CellPlace[]): string =>
    list.length === 0 ? t('rehearse.cell.none') : list.map(place).join('; ');
  return {
    cells: cells.map(({ title, category, before, after }) =>
      t('rehearse.cellText', {
        row: title,
        kind: Object.hasOwn(categories, category)
          ? categories[category as keyof typeof categories].name
          : category,
        before: places(before),
        after: places(after),
      }),
    ),
    rules,
    // Columns mean something in this format.
    text: text.map(({ sign, line }) => ({
      sign,
      line: line.replace(/^ +/, (indent) => '\u00A0'.repeat(indent.length)),
    })),
  };
}
