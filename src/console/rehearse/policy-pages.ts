import { type PageDefinition, writeInstant } from '../../pages/index.ts';
import { pathOf } from '../access-table.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { consolePage, mayDo } from '../console-page.ts';
import { openBook } from '../find/show-decision.ts';
import { draftPage } from './draft-page.ts';
import { historyPage } from './history-page.ts';
import { proposalPage } from './proposal-page.ts';
import { proposePages } from './propose-pages.ts';
import { rehearsalPage } from './rehearsal-page.ts';
import { rehearsePage } from './rehearse-page.ts';
import { tellProposal } from './tell-proposal.ts';
import { tellVerdict } from './tell-verdict.ts';

/** Policies: which decides, what is drafted, what it would change, and who lets it decide. */
export function policyPages(deps: ConsoleDeps): readonly PageDefinition[] {
  return [
    consolePage(deps, 'POLICIES', {
      get: async ({ officer, visit: { language, t, now } }) => {
        const { organisationId, name } = officer.organisation;
        const drafts = await deps.drafts.list(organisationId);
        const [proposals, book] = await Promise.all([deps.publication.list(), openBook(deps)]);
        const { bundle, version, hash } = deps.calendar.present.version;
        return {
          kind: 'PAGE',
          template: 'rehearse/policies.njk',
          view: {
            organisation: name,
            present: { name: `${bundle} v${version}`, hash },
            history: pathOf('HISTORY'),
            proposals: proposals.map((each) => ({
              ...tellProposal(each, book, { language, now }),
              path: pathOf('PROPOSAL', each.proposalId),
            })),
            writes: mayDo(officer, 'WRITE_DRAFT', [organisationId]),
            newDraft: pathOf('DRAFT', 'new'),
            drafts: drafts.map(({ draftId, edition, staffId, savedAt, verdict }) => ({
              path: pathOf('DRAFT', draftId),
              edition,
              by: staffId,
              when: writeInstant(savedAt, language),
              ...tellVerdict(verdict, t),
            })),
          },
        };
      },
    }),
    draftPage(deps),
    rehearsePage(deps),
    rehearsalPage(deps),
    ...proposePages(deps),
    proposalPage(deps),
    historyPage(deps),
  ];
}
