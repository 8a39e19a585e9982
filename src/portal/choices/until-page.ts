import { type PageDefinition, type Visit, readDay } from '../../pages/index.ts';
import { addMonths, londonDate } from '../../platform/index.ts';
import type { PortalDeps } from '../portal-deps.ts';
import { backTo, goOn, showStep, stepPage } from './choice-visit.ts';

/** Nobody is asked to think further than thirty years. */
const mostMonths = 360;

/** Until when: open, for a while, or to a day. */
export function untilPage(deps: PortalDeps): PageDefinition {
  return stepPage(deps, 'until', (each) => {
    const { visit, draft, isSent } = each;
    if (draft.permit.length + draft.deny.length === 0) return Promise.resolve(backTo(each, 'what'));
    const until = readUntil(visit);
    if (isSent && until !== undefined) return Promise.resolve(goOn(each, 'check', { ...draft, until }));
    const sent = visit.form.first('until');
    return Promise.resolve(
      showStep(each, 'until', {
        errors: isSent
          ? [
              sent === 'day'
                ? { href: '#day', key: 'choices.until.noDay' }
                : { href: '#until', key: 'choices.until.missing' },
            ]
          : [],
        sent: {
          until: sent,
          day: visit.form.first('day'),
          month: visit.form.first('month'),
          year: visit.form.first('year'),
        },
      }),
    );
  });
}

/** The last day that a form names: `null` is open, nothing where it names none that is to come. */
function readUntil({ form, now }: Visit): string | null | undefined {
  const today = londonDate(now);
  switch (form.first('until')) {
    case 'open':
      return null;
    case 'quarter':
      return addMonths(today, 3);
    case 'year':
      return addMonths(today, 12);
    case 'day': {
      const named = readDay(form);
      return named !== undefined && named > today && named < addMonths(today, mostMonths) ? named : undefined;
    }
    default:
      return undefined;
  }
}
