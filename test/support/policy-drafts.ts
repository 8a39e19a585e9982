import type { PolicyFile } from '../../src/policy/index.ts';
import type { Answer, Visitor } from './portal.ts';

const head = `bundle: LOCAL-1
version: 1
status: in-force
effectiveFrom: 2026-06-01
extends: { bundle: BASE-1, version: 3 }
sources:
  - Board of the partnership, 1 June 2026
`;

/** A draft that changes nothing: the head alone, which owes no cases. */
export const localDraft: readonly PolicyFile[] = [{ name: 'bundle.yaml', text: head }];

/** The same with its head changed, and more in further files. */
export function draftWith(
  sections: string,
  {
    change = (same) => same,
    cases = [],
  }: { readonly change?: (head: string) => string; readonly cases?: readonly PolicyFile[] } = {},
): readonly PolicyFile[] {
  const more = sections === '' ? [] : [{ name: 'rules.yaml', text: sections }];
  return [{ name: 'bundle.yaml', text: change(head) }, ...more, ...cases];
}

/** A draft under which nothing of a plan goes to a school, with the case that says so. */
export function strictDraft(version = 1): readonly PolicyFile[] {
  return draftWith(
    `forbid:
  - id: no-plans-to-schools
    title: Plans go to schools by hand until the autumn
    source: Board of the partnership, 1 June 2026
    when: { recipientType: [SCHOOL], purpose: [P07] }
    reason: REDACT_HANDLING
`,
    {
      change: (text) => text.replace('version: 1', `version: ${version}`),
      cases: [
        {
          name: 'cases/deny/a-school-reads-no-plan.yaml',
          text: `given:
  sourceType: COUNCIL
  recipientType: SCHOOL
  recipientRole: SENCO
  recipientDutyStatus: DESIGNATED_EDU
  purpose: P07
  messageType: M04
  category: EDU
  effect: DETERMINATIVE
  choice: PERMIT
expect:
  outcome: WITHHOLD
  row: school-senco
  rule: no-plans-to-schools
  reasons: [REDACT_HANDLING]
`,
        },
      ],
    },
  );
}

/** Writes a draft in the form of its page: as a new one, or over the one at that address. */
export async function saveDraft(
  officer: Visitor,
  files: readonly PolicyFile[],
  path = '/policies/drafts/new',
): Promise<Answer> {
  await officer.open(path);
  const edition = /name="edition" value="(\d+)"/.exec(officer.last.text)?.[1] ?? '0';
  const fields = files.flatMap(({ name, text }) => [
    ['name', name] as const,
    ['text', text.replaceAll('\n', '\r\n')] as const,
  ]);
  return officer.send([['edition', edition], ...fields], path);
}
