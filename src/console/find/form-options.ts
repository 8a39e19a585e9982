import type { SentForm } from '../../pages/index.ts';
import { messageTypes, purposes } from '../../vocabulary/index.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { decisionOutcomes, searchableReasons } from './question.ts';
import { numberSystems } from './read-question.ts';

/** One thing that can be chosen in a list. */
interface Option {
  readonly value: string;
  /** As it stands in the vocabulary or the register. */
  readonly text?: string;
}

/** The lists of the form, and what was sent in its fields. */
export async function describeForm(
  { agreements, bases }: Pick<ConsoleDeps, 'agreements' | 'bases'>,
  form: SentForm,
  at: Date,
): Promise<Readonly<Record<string, unknown>>> {
  const organisations = (await agreements.listOrganisations(at))
    .map(({ organisationId, name }): Option => ({ value: organisationId, text: name }))
    .toSorted((a, b) => ((a.text ?? '') < (b.text ?? '') ? -1 : 1));
  const named = (table: Readonly<Record<string, string>>): readonly Option[] =>
    Object.entries(table).map(([value, text]) => ({ value, text: `${value} ${text}` }));
  const plain = (codes: readonly string[]): readonly Option[] =>
    codes.map((value) => ({ value, text: value }));
  return {
    lists: {
      system: numberSystems.map((value): Option => ({ value })),
      organisation: organisations,
      staffOf: organisations,
      purpose: named(Object.fromEntries(Object.entries(purposes).map(([code, { name }]) => [code, name]))),
      type: named(messageTypes),
      outcome: decisionOutcomes.map((value): Option => ({ value })),
      reason: plain(searchableReasons),
      basis: plain(bases),
    },
    sent: Object.fromEntries(fields.map((name) => [name, form.first(name)])),
  };
}

const days = ['from', 'until'].flatMap((name) => ['day', 'month', 'year'].map((part) => `${name}-${part}`));
const fields = [
  ...[
    'system',
    'number',
    'organisation',
    'staff',
    'staffOf',
    'purpose',
    'type',
    'outcome',
    'reason',
    'basis',
  ],
  'correlation',
  ...days,
];
