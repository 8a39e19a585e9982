import type { PageDefinition } from '../../pages/index.ts';
import type { PortalDeps } from '../portal-deps.ts';
import { readDraft } from './choice-draft.ts';
import { goOn, showStep, stepPage } from './choice-visit.ts';
import { mayChoose } from './may-choose.ts';

/** Organisations that one page shows; a name narrows them. */
const most = 20;

/** Who: one organisation of those that are registered, the same for everybody. */
export function whoPage(deps: PortalDeps): PageDefinition {
  return stepPage(deps, 'who', async (each) => {
    const { visit, about, draft, isSent } = each;
    if (!mayChoose(about)) return showStep(each, 'theirs', {});
    const all = await deps.own.listOrganisations(visit.now);
    const chosen = all.find(({ organisationId }) => organisationId === visit.form.first('organisation'));
    if (isSent && chosen !== undefined) {
      // Whoever only went back to look keeps what they said.
      const { organisationId } = chosen;
      const said = organisationId === draft.organisation ? draft : readDraft(null, about.key);
      return goOn(each, 'why', { ...said, organisation: organisationId });
    }
    const sought = visit.query.first('q').trim().slice(0, 100);
    const found = all.filter(({ name }) => name.toLowerCase().includes(sought.toLowerCase()));
    return showStep(each, 'who', {
      errors: isSent ? [{ href: '#organisation', key: 'choices.who.missing' }] : [],
      sought,
      isMore: found.length > most,
      organisations: found.slice(0, most).map(({ organisationId, name }) => ({
        value: organisationId,
        text: name,
        checked: organisationId === draft.organisation,
      })),
    });
  });
}
