import { type PageDefinition, writeInstant } from '../../pages/index.ts';
import { pathOf } from '../access-table.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { consolePage, mayDo } from '../console-page.ts';
import { draftPage } from './draft-page.ts';
import { rehearsalPage } from './rehearsal-page.ts';
import { rehearsePage } from './rehearse-page.ts';
import { tellVerdict } from './tell-verdict.ts';

/** Policies: which decides, what is drafted, what it would change, and who lets it decide. */
export function policyPages(deps: ConsoleDeps): readonly PageDefinition[] {
  return [
    consolePage(deps, 'POLICIES', {
      get: async ({ officer, visit: { language, t } }) => {
        const { organisationId, name } = officer.organisation;
        const drafts = await deps.drafts.list(organisationId);
        const { bundle, version, hash } = deps.shelf.present.version;
        return {
          kind: 'PAGE',
          template: 'rehearse/policies.njk',
          view: {
            organisation: name,
            present: { name: `${bundle} v${version}`, hash },
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
  ];
}
