import type { OwnDisclosure } from '../../exchange/index.ts';
import { type PageDefinition, type Translate, writeCsv } from '../../pages/index.ts';
import { legalPowers, plainGroups } from '../../vocabulary/index.ts';
import { type PortalDeps, forPerson } from '../portal-deps.ts';
import { readFilter } from './read-filter.ts';
import { writeSharedPdf } from './shared-pdf.ts';

/** All of a list of disclosures as a file, narrowed as the page was. */
export function downloadPage(deps: PortalDeps, form: 'json' | 'csv' | 'pdf'): PageDefinition {
  return {
    path: `/people/:person/shared.${form}`,
    get: (visit) =>
      forPerson(deps, visit, async ({ reader, about }) => {
        const { filter } = readFilter(visit.query);
        const all = await deps.own.listDisclosures(reader, about, filter, 'DOWNLOAD', visit.now);
        const rows = all.map((each) => describe(each, visit.t));
        return {
          kind: 'FILE',
          mediaType: mediaTypes[form],
          fileName: `who-saw-what.${form}`,
          body:
            form === 'pdf'
              ? await writeSharedPdf(all, visit)
              : Buffer.from(form === 'json' ? `${JSON.stringify(rows, null, 2)}\n` : toCsv(rows, visit.t)),
        };
      }),
  };
}

const mediaTypes = {
  json: 'application/json',
  csv: 'text/csv; charset=utf-8',
  pdf: 'application/pdf',
} as const;

interface Row {
  readonly when: string;
  readonly from: string;
  readonly to: string;
  readonly what: readonly string[];
  readonly why: string;
  readonly law: readonly string[];
}

function describe({ at, from, to, groups, purpose, powers }: OwnDisclosure, t: Translate): Row {
  return {
    when: at.toISOString(),
    from,
    to,
    what: groups.map((group) => t(`words.group.${plainGroups.indexOf(group)}`)),
    why: t(`words.purpose.${purpose}`),
    law: powers.map((code) => legalPowers[code].source),
  };
}

function toCsv(rows: readonly Row[], t: Translate): string {
  return writeCsv([
    ['shared.when', 'shared.from', 'shared.to', 'shared.what', 'words.why', 'shared.law'].map((key) =>
      t(key),
    ),
    ...rows.map(({ when, from, to, what, why, law }) => [
      when,
      from,
      to,
      what.join('; '),
      why,
      law.join('; '),
    ]),
  ]);
}
