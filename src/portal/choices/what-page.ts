import type { PageDefinition, Visit } from '../../pages/index.ts';
import { type CategoryCode, categories, plainGroups } from '../../vocabulary/index.ts';
import type { PortalDeps } from '../portal-deps.ts';
import type { ChoiceDraft } from './choice-draft.ts';
import { backTo, findRecipient, goOn, showStep, stepPage } from './choice-visit.ts';

type Answer = 'yes' | 'no' | '';

/** What: the plain groups, each with its kinds beneath. Nothing is ticked before; what is not answered is not chosen. */
export function whatPage(deps: PortalDeps): PageDefinition {
  return stepPage(deps, 'what', async (each) => {
    const { visit, reader, about, draft, isSent } = each;
    const recipient = await findRecipient(deps, each);
    if (recipient === undefined) return backTo(each, 'who');
    if (draft.purpose === null) return backTo(each, 'why');
    const offered = deps.own.listCategories(about, reader, draft.purpose, recipient, visit.now);
    const said = (code: CategoryCode): Answer => (isSent ? readKind(visit, code) : answered(draft, code));
    const permit = offered.filter((code) => said(code) === 'yes');
    const deny = offered.filter((code) => said(code) === 'no');
    if (isSent && permit.length + deny.length > 0) return goOn(each, 'until', { ...draft, permit, deny });
    const groups = plainGroups.flatMap((group, position) => {
      const kinds = offered.filter((code) => categories[code].plainGroup === group);
      return kinds.length === 0
        ? []
        : [
            {
              position,
              kinds: kinds.map((code) => ({ code, said: said(code) })),
              ...joinAnswers(kinds.map(said)),
            },
          ];
    });
    const href = `#choose-group-${groups[0]?.position ?? 0}`;
    return showStep(each, 'what', {
      errors: isSent ? [{ href, key: 'choices.what.missing' }] : [],
      to: recipient.name,
      isPartial: about.relation !== 'SELF' && offered.length < Object.keys(categories).length,
      groups,
    });
  });
}

/** What a form says of one kind: what is said of it itself counts before what is said of its group. */
function readKind({ form }: Visit, code: CategoryCode): Answer {
  const own = form.first(`kind-${code}`);
  const group = form.first(`group-${plainGroups.indexOf(categories[code].plainGroup)}`);
  const said = own === '' ? group : own;
  return said === 'yes' || said === 'no' ? said : '';
}

function answered({ permit, deny }: ChoiceDraft, code: CategoryCode): Answer {
  if (permit.includes(code)) return 'yes';
  return deny.includes(code) ? 'no' : '';
}

/** One answer for a whole group, or one for each of its kinds. */
function joinAnswers(said: readonly Answer[]): { readonly said: Answer; readonly isOpen: boolean } {
  const [first = ''] = said;
  return said.every((each) => each === first) ? { said: first, isOpen: false } : { said: '', isOpen: true };
}
