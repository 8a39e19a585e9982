import type { PageDefinition } from '../../pages/index.ts';
import type { PortalDeps } from '../portal-deps.ts';
import { backTo, findRecipient, goOn, showStep, stepPage } from './choice-visit.ts';

/** Why: one purpose of those for which the reader decides. */
export function whyPage(deps: PortalDeps): PageDefinition {
  return stepPage(deps, 'why', async (each) => {
    const { visit, reader, about, draft, isSent } = each;
    const recipient = await findRecipient(deps, each);
    if (recipient === undefined) return backTo(each, 'who');
    const offered = deps.own.listPurposes(about, reader, recipient, visit.now);
    const chosen = offered.find((code) => code === visit.form.first('purpose'));
    const roles = deps.own.listRoles(recipient);
    const role = roles.find((offer) => offer.role === visit.form.first('role'))?.role ?? null;
    if (isSent && chosen !== undefined) {
      // Whoever only went back to look keeps what they said.
      const said = chosen === draft.purpose ? draft : { ...draft, permit: [], deny: [] };
      return goOn(each, 'what', { ...said, role, purpose: chosen });
    }
    return showStep(each, 'why', {
      errors: isSent && offered.length > 0 ? [{ href: '#purpose', key: 'choices.why.missing' }] : [],
      to: recipient.name,
      roles: roles.map((offer) => ({
        value: offer.role,
        text: visit.t(`words.role.${offer.role}`),
        selected: offer.role === (isSent ? role : draft.role),
      })),
      purposes: offered.map((code) => ({
        value: code,
        text: visit.t(`words.purpose.${code}`),
        checked: code === draft.purpose,
      })),
    });
  });
}
