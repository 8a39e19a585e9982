import { createHash } from 'node:crypto';
import type { PageAnswer, PageDefinition } from '../../pages/index.ts';
import { canonicalJson } from '../../platform/index.ts';
import type { PortalDeps } from '../portal-deps.ts';
import { finishDraft } from './choice-draft.ts';
import { backTo, findRecipient, showStep, stepPage } from './choice-visit.ts';
import { showPlan } from './show-choice.ts';
import { writeNotice } from './write-notice.ts';

/**
 * The check: exactly what will be stored and the words on which it is made. The form carries what was shown, so that a choice that
 * was changed elsewhere since, or whose words have changed, is shown once more and not stored.
 */
export function checkPage(deps: PortalDeps): PageDefinition {
  const page = stepPage(deps, 'check', async (each): Promise<PageAnswer> => {
    const { visit, reader, about, draft, isSent } = each;
    const plan = finishDraft(draft);
    const recipient = await findRecipient(deps, each);
    if (plan === undefined || recipient === undefined) return backTo(each, 'who');
    const words = writeNotice(visit);
    const notice = await deps.own.showNotice(plan, words, visit.now);
    const shown = createHash('sha256')
      .update(canonicalJson({ plan: { ...plan, permit: [...plan.permit], deny: [...plan.deny] }, notice }))
      .digest('base64url');
    let problem = isSent ? 'choices.check.changed' : undefined;
    if (isSent && visit.form.first('shown') === shown) {
      const recorded = await deps.own.recordChoice(reader, about.person, plan, words, visit.now);
      if (recorded.ok) return { kind: 'GO', to: `/choices/${recorded.value.consentId}`, draft: null };
      problem = 'choices.check.refused';
    }
    return showStep(each, 'check', {
      errors: problem === undefined ? [] : [{ href: '#choice', key: problem }],
      choice: showPlan(plan, recipient.name, visit.language),
      notice,
      shown,
    });
  });
  return { ...page, changes: true };
}
