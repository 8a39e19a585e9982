import { type PageAnswer, type PageDefinition, readDay } from '../../pages/index.ts';
import { pathOf } from '../access-table.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type OfficerVisit, consolePage } from '../console-page.ts';
import { isJustification, justificationLength } from '../find/search-session.ts';
import type { FormProblem } from '../form-problem.ts';
import { beginOfDay } from '../begin-of-day.ts';
import { findOwnDraft } from './find-own-draft.ts';

type Proposed = Parameters<ConsoleDeps['publication']['propose']>[0];

/** What is proposed, and where its page is. */
interface Wanted {
  readonly text: Proposed;
  readonly name: string;
  readonly back: string;
  readonly action: string;
}

/** Proposing that a text shall decide: a draft, or one that decided before. */
export function proposePages(deps: ConsoleDeps): readonly PageDefinition[] {
  const show = ({ visit }: OfficerVisit, wanted: Wanted, errors: readonly FormProblem[]): PageAnswer => ({
    kind: 'PAGE',
    template: 'rehearse/propose.njk',
    view: {
      errors,
      ...justificationLength,
      ...wanted,
      sent: Object.fromEntries(fields.map((field) => [field, visit.form.first(field)])),
    },
  });
  const page = (
    act: 'PROPOSE' | 'ROLL_BACK',
    find: (visit: OfficerVisit) => Promise<Wanted | undefined>,
  ): PageDefinition =>
    consolePage(deps, act, {
      get: async (visit) => {
        const wanted = await find(visit);
        return wanted === undefined ? { kind: 'NOT_FOUND' } : show(visit, wanted, []);
      },
      post: async (visit) => {
        const wanted = await find(visit);
        if (wanted === undefined) return { kind: 'NOT_FOUND' };
        const { form } = visit.visit;
        const why = form.first('why').trim();
        const day = readDay(form, 'from-');
        const isGiven = fields.slice(1).some((field) => form.first(field).trim() !== '');
        const errors: FormProblem[] = [];
        if (!isJustification(why)) errors.push({ href: '#why', key: 'find.whyLength' });
        if (day === undefined && isGiven) errors.push({ href: '#from-day', key: 'find.wrongDay' });
        if (errors.length > 0) return show(visit, wanted, errors);
        const { organisation, staffId } = visit.officer;
        const proposed = await deps.publication.propose(
          wanted.text,
          { organisationId: organisation.organisationId, staffId },
          { why, notBefore: day === undefined ? null : beginOfDay(day) },
        );
        return proposed.ok
          ? { kind: 'GO', to: pathOf('PROPOSAL', proposed.value) }
          : show(visit, wanted, [{ href: '#why', key: `rehearse.refused.${proposed.refusal}` }]);
      },
    });
  return [
    page('PROPOSE', async (visit) => {
      const draft = await findOwnDraft(deps, visit);
      const version = draft?.verdict.version ?? null;
      if (draft === undefined || draft === null || version === null) return undefined;
      const { draftId, edition } = draft;
      return {
        text: { draftId, edition },
        name: `${version.bundle} v${version.version}`,
        back: pathOf('DRAFT', draftId),
        action: pathOf('PROPOSE', draftId),
      };
    }),
    page('ROLL_BACK', async ({ visit: { parameters } }) => {
      const named = parameters['turn'] ?? '';
      const turn = (await deps.policies.listTurns()).find((each) => String(each.turn) === named);
      return (
        turn && {
          text: { turn: turn.turn },
          name: `${turn.bundle} v${turn.version}`,
          back: pathOf('HISTORY'),
          action: pathOf('ROLL_BACK', named),
        }
      );
    }),
  ];
}

const fields = ['why', 'from-day', 'from-month', 'from-year'];
