import { type PageDefinition, writeInstant } from '../../pages/index.ts';
import { pathOf } from '../access-table.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { consolePage, mayDo } from '../console-page.ts';
import { openBook } from '../find/show-decision.ts';

/** Every text that ever decided here, with who approved it, and a way back to it. */
export function historyPage(deps: ConsoleDeps): PageDefinition {
  return consolePage(deps, 'HISTORY', {
    get: async ({ officer, visit: { language, now } }) => {
      const [turns, book] = await Promise.all([deps.policies.listTurns(), openBook(deps)]);
      const last = turns.at(-1);
      const mayGoBack = mayDo(officer, 'ROLL_BACK', [officer.organisation.organisationId]);
      return {
        kind: 'PAGE',
        template: 'rehearse/history.njk',
        view: {
          turns: turns.toReversed().map(({ turn, bundle, version, hash, since, approvals, proposalId }) => ({
            turn: String(turn),
            name: `${bundle} v${version}`,
            hash,
            since: writeInstant(since, language),
            isComing: since > now,
            proposal: proposalId === null ? '' : pathOf('PROPOSAL', proposalId),
            approvals: approvals.map(({ organisationId, staffId }) => ({
              by: staffId,
              organisation: book.get(organisationId)?.name ?? '',
            })),
            back: mayGoBack && hash !== last?.hash ? pathOf('ROLL_BACK', String(turn)) : '',
          })),
        },
      };
    },
  });
}
