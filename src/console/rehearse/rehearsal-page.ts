import { recordLooks } from '../../exchange/index.ts';
import { type PageAnswer, type PageDefinition, writeInstant } from '../../pages/index.ts';
import { type JsonValue, uuidShape } from '../../platform/index.ts';
import type { Rehearsal, RehearsalGroup, RehearsalResults } from '../../policy/index.ts';
import { categories, purposes } from '../../vocabulary/index.ts';
import { pathOf } from '../access-table.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type OfficerVisit, consolePage, mayDo } from '../console-page.ts';
import { lookingAs } from '../find/look-console.ts';
import {
  findJustification,
  isJustification,
  justificationLength,
  keepJustification,
} from '../find/search-session.ts';
import { type TextSeal, createTextSeal } from '../sealed-text.ts';
import { mayBegin, nameOf } from './rehearse-page.ts';

/** Writes down what of it somebody is about to see. */
type WriteLook = (seen: JsonValue, silent: boolean) => Promise<void>;

/** Decisions on one page. */
const pageSize = 25;

/** How far a rehearsal is, and what came of it: in groups, and down to single decisions. Whoever reads that says why. */
export function rehearsalPage(deps: ConsoleDeps): PageDefinition {
  const seal = createTextSeal(deps.sessionKey);
  return consolePage(deps, 'REHEARSAL', {
    get: async (visit) => {
      const rehearsal = await findOwnRehearsal(deps, visit);
      return rehearsal === undefined ? { kind: 'NOT_FOUND' } : show(deps, seal, visit, rehearsal);
    },
    post: async (visit) => {
      const rehearsal = await findOwnRehearsal(deps, visit);
      if (rehearsal === undefined) return { kind: 'NOT_FOUND' };
      const { form } = visit.visit;
      const to = pathOf('REHEARSAL', rehearsal.rehearsalId);
      if (form.first('step') === 'stop') {
        if (!mayBegin(visit)) return { kind: 'NOT_FOUND' };
        await deps.rehearsals.stop(rehearsal.rehearsalId);
        return { kind: 'GO', to };
      }
      const why = form.first('why').trim();
      if (isJustification(why)) return { kind: 'GO', to, draft: keepJustification(seal, visit, why) };
      return askWhy(to, [{ href: '#why', key: 'find.whyLength' }]);
    },
  });
}

async function findOwnRehearsal(
  { rehearsals }: Pick<ConsoleDeps, 'rehearsals'>,
  { visit, officer }: OfficerVisit,
): Promise<Rehearsal | undefined> {
  const named = visit.parameters['rehearsal'] ?? '';
  const rehearsal = uuidShape.test(named) ? await rehearsals.find(named) : undefined;
  return rehearsal?.organisationId === officer.organisation.organisationId ? rehearsal : undefined;
}

function askWhy(action: string, errors: readonly object[]): PageAnswer {
  return { kind: 'PAGE', template: 'rehearse/why.njk', view: { errors, action, ...justificationLength } };
}

async function show(
  deps: ConsoleDeps,
  seal: TextSeal,
  visit: OfficerVisit,
  rehearsal: Rehearsal,
): Promise<PageAnswer> {
  const { rehearsalId, draftId, edition, state, askedAt, days, staffId, total, done } = rehearsal;
  const draft = await deps.drafts.find(draftId, edition);
  const own = {
    name: draft === undefined ? '' : nameOf(draft),
    path: pathOf('REHEARSAL', rehearsalId),
    up: pathOf('REHEARSE', draftId),
    line: { when: writeInstant(askedAt, visit.visit.language), days, edition, by: staffId },
    state,
    total,
    done,
    stops: mayBegin(visit),
  };
  if (state !== 'DONE') return { kind: 'PAGE', template: 'rehearse/rehearsal.njk', view: own };
  const why = findJustification(seal, visit);
  if (why === undefined) return askWhy(own.path, []);
  const look: WriteLook = (seen, silent) =>
    recordLooks(deps, lookingAs(visit.officer), [
      { person: null, content: { at: 'CONSOLE_REHEARSAL', why, rehearsal: rehearsalId, seen }, silent },
    ]);
  // Silent parts are shown to the guardian alone; to whoever else asks for them, there are none.
  const seesSilent = mayDo(visit.officer, 'SEE_SILENT', [visit.officer.organisation.organisationId]);
  const isSilent = seesSilent && visit.visit.query.first('half') === 'silent';
  const results = await deps.rehearsals.open(rehearsalId, isSilent ? 'silent' : 'open');
  if (results === undefined) return { kind: 'NOT_FOUND' };
  if (visit.visit.query.first('group') !== '')
    return showCases(deps, visit, { own, results, isSilent, look });
  const silent = seesSilent ? await deps.rehearsals.open(rehearsalId, 'silent') : undefined;
  await look('GROUPS', false);
  return {
    kind: 'PAGE',
    template: 'rehearse/rehearsal.njk',
    view: {
      ...own,
      results,
      groups: results.groups.map(tellGroup),
      silentGroups: silent?.groups.map(tellGroup) ?? null,
    },
  };
}

/** The decisions of one group, a page of them at a time. */
async function showCases(
  deps: ConsoleDeps,
  { visit }: OfficerVisit,
  {
    own,
    results,
    isSilent,
    look,
  }: {
    readonly own: { readonly path: string };
    readonly results: RehearsalResults;
    readonly isSilent: boolean;
    readonly look: WriteLook;
  },
): Promise<PageAnswer> {
  const { query, language } = visit;
  const [number, from] = [query.first('group'), query.first('from')].map((text) =>
    /^\d{0,6}$/.test(text) ? Number(text) : -1,
  );
  const group = results.groups[number ?? -1];
  if (group === undefined || from === undefined || from < 0) return { kind: 'NOT_FOUND' };
  const places = group.places.slice(from, from + pageSize);
  const entries = await deps.ledger.findEntriesAt(places.map(BigInt));
  await look([...places], isSilent);
  const here = `${own.path}?${isSilent ? 'half=silent&' : ''}group=${number ?? 0}`;
  return {
    kind: 'PAGE',
    template: 'rehearse/cases.njk',
    view: {
      ...own,
      group: tellGroup(group),
      most: group.places.length,
      cases: entries.map(({ entryId, at }) => ({
        path: pathOf('EXPLAIN', entryId),
        when: writeInstant(at, language),
      })),
      next: from + pageSize < group.places.length ? `${here}&from=${from + pageSize}` : '',
    },
  };
}

function tellGroup(group: RehearsalGroup): object {
  const { category, purpose } = group;
  return {
    ...group,
    kind: isKnown(categories, category) ? categories[category].name : '',
    why: isKnown(purposes, purpose) ? purposes[purpose].name : purpose,
  };
}

function isKnown<Table extends object>(
  table: Table,
  code: string | null,
): code is Extract<keyof Table, string> {
  return code !== null && Object.hasOwn(table, code);
}
