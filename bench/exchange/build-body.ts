import { buildJackiePlan, jackieRefs } from '../../src/records/index.ts';
import { newId } from '../../src/platform/index.ts';
import { asPlan } from '../../test/support/exchanges.ts';
import type { LoadChild } from './messages.ts';

type Plan = ReturnType<typeof buildJackiePlan>;

/** Jackie's plan as a plan for another child, with as many rows as make about the size. */
export function buildBody(messageId: string, child: LoadChild, size: number): string {
  const plan = asPlan(buildJackiePlan({ messageId, correlationId: messageId }), { recordId: messageId });
  const [identifier] = plan.subject.identifiers;
  const relatives = (plan.relatedPersons ?? []).map((relative, position) =>
    position === 0
      ? { ...relative, identifiers: [{ system: 'nhs-number', value: child.motherNhsNumber }] }
      : relative,
  );
  const about = {
    ...plan,
    subject: {
      ...plan.subject,
      identifiers: [{ ...identifier, value: child.nhsNumber }],
      demographics: {
        ...plan.subject.demographics,
        name: { family: child.family, given: [child.given] },
        birthDate: child.birthDate,
      },
    },
    relatedPersons: relatives,
    segments: addRows(plan, size),
  };
  return JSON.stringify(about);
}

/** The segments, with further rows like the first one, each with identifiers of its own. */
export function addRows(plan: Plan, size: number): Plan['segments'] {
  const row = plan.segments.find(({ path }) => path.includes(jackieRefs.attendance));
  if (row === undefined) throw new Error('the plan has rows');
  const text = JSON.stringify(row);
  const missing = Math.max(0, size - Buffer.byteLength(JSON.stringify(plan)));
  const more = Array.from({ length: Math.round(missing / (text.length + 1)) }, () => ({
    ...(JSON.parse(text.replaceAll(jackieRefs.attendance, newId<'Row'>())) as typeof row),
    segmentId: newId<'Segment'>(),
  }));
  return [...plan.segments, ...more];
}
