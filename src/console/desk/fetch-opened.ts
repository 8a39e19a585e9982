import { randomUUID } from 'node:crypto';
import { type Desk, type EmergencyAnswer, askAtDesk } from '../../exchange/index.ts';
import { type JsonObject, parseStrictJson } from '../../platform/index.ts';
import type { CategoryCode, Department, RoleCode } from '../../vocabulary/index.ts';
import { type RecordLine, flattenRecord } from './flatten-record.ts';
import { type ToldProblem, tellProblem } from './tell-problem.ts';

/** What an emergency access opens, and as which record it is asked for (docs/domain/07 X2). */
const askedFor: readonly {
  readonly opens: readonly CategoryCode[];
  readonly ask: JsonObject & { readonly type: string };
}[] = [
  { opens: ['CPR', 'LAC'], ask: { type: 'M10' } },
  { opens: ['PHY'], ask: { type: 'FHIR', resourceTypes: ['AllergyIntolerance'] } },
];

/** What came of asking for one record. */
export interface FetchedRecord {
  readonly from: string;
  readonly type: string;
  readonly lines: readonly RecordLine[];
  readonly problem: ToldProblem | null;
  /** Must be told whether the page with it went out. */
  readonly settle: (arrived: boolean) => void;
}

/** Whose record, and as whom it is read. */
interface Reading {
  readonly subject: JsonObject;
  readonly role: RoleCode;
  readonly departments: readonly Department[];
}

/**
 * Asks each holder for what the access opens there, as a system would under the same grant: each is a pull of its own, decided and written
 * down. What cannot be given is told in the one way, whatever kept it back.
 */
export async function fetchOpened(
  desk: Pick<Desk, 'requestRecord'>,
  now: Date,
  { grantId, opens }: EmergencyAnswer,
  { subject, role, departments }: Reading,
): Promise<readonly FetchedRecord[]> {
  const wanted = opens.flatMap(({ from, categories }) =>
    askedFor
      .filter((each) => each.opens.some((code) => categories.includes(code)))
      .map(({ ask }) => ({ from, ask })),
  );
  return Promise.all(
    wanted.map(async ({ from, ask }): Promise<FetchedRecord> => {
      const named = { from: `${from.system}:${from.value}`, type: ask.type };
      const answer = await desk.requestRecord(
        askAtDesk(now, {
          body: {
            ...ask,
            requestId: randomUUID(),
            source: { organisation: { system: from.system, value: from.value } },
            reader: { role, ...(departments.includes('EMERGENCY') ? { department: 'EMERGENCY' } : {}) },
            urgency: 'IMMEDIATE',
            purposeCode: 'P14',
            legalPower: ['VITAL'],
            emergencyAccess: grantId,
            subject,
          },
        }),
      );
      if (!answer.ok)
        return { ...named, lines: [], problem: tellProblem(answer.refusal), settle: () => undefined };
      const { body, settle } = answer.value;
      const record = parseStrictJson(body);
      if (!record.ok) throw new Error('what the gateway gives can be read');
      return { ...named, lines: flattenRecord(record.value), problem: null, settle };
    }),
  );
}
