import { randomUUID } from 'node:crypto';
import type { CaseAnswer, CaseListAnswer } from '../../src/exchange/index.ts';
import { type Question, buildAttendanceQuestion } from '../../src/records/index.ts';
import type { ActingPractitioner, GatewayAnswer } from '../../src/region/partner-system.ts';
import type { RoleCode } from '../../src/vocabulary/index.ts';
import { valueOf } from './agreements.ts';
import type { TestGateway } from './gateway.ts';

/** Somebody who acts, in a role that a register may give. */
export interface Acting extends ActingPractitioner {
  readonly role: RoleCode;
}

/** The council's information-governance officer. */
export const officer: Acting = { staffId: 'ig.officer', role: 'IG_OFFICER' };

/** The region's organisations whose systems run in tests. */
type Partner = 'WMC' | 'FPS' | 'WGH';

/** Puts people into an organisation's staff register: it is asked of whoever acts. */
export async function registerStaff(
  { rooms, region }: Pick<TestGateway, 'rooms' | 'region'>,
  by: Partner,
  members: readonly Acting[],
): Promise<void> {
  for (const { staffId, role } of members) {
    valueOf(
      await rooms.agreements.recordStaff(region.organisations[by], {
        staffId,
        roles: [role],
        trainingValidTo: '2029-12-31',
        activeFrom: '2020-01-01',
      }),
    );
  }
}

/** Asks at a door of the officers, as one of them. */
export function askOfficers(
  { region }: Pick<TestGateway, 'region'>,
  path: string,
  more: {
    readonly body?: object;
    readonly as?: ActingPractitioner | null;
    readonly by?: Partner;
    readonly at?: string;
  } = {},
): Promise<GatewayAnswer> {
  const { body, as = officer, by = 'WMC', at } = more;
  const named = /^\/v1\/cases\/([^/?]+)$/.exec(path)?.[1];
  const key = body === undefined && named !== undefined ? named : randomUUID();
  return region.peers[by].send({
    method: body === undefined ? 'GET' : 'POST',
    path,
    ...(body === undefined ? {} : { body }),
    boundTo: key,
    idempotencyKey: key,
    ...(as === null ? {} : { practitioner: as }),
    ...(at === undefined ? {} : { evaluateAt: at }),
  });
}

/** The cases that an officer of an organisation sees, with what happened in them. */
export async function readCases(
  system: Pick<TestGateway, 'region'>,
  kind: CaseAnswer['kind'],
  more: { readonly by?: Partner; readonly as?: ActingPractitioner; readonly state?: string } = {},
): Promise<readonly CaseAnswer[]> {
  const { state, ...who } = more;
  const list = await askOfficers(
    system,
    `/v1/cases?kind=${kind}${state === undefined ? '' : `&state=${state}`}`,
    who,
  );
  if (list.status !== 200) throw new Error(JSON.stringify(list.body));
  return Promise.all(
    (list.body as CaseListAnswer).cases.map(
      async ({ caseId }) => (await askOfficers(system, `/v1/cases/${caseId}`, who)).body as CaseAnswer,
    ),
  );
}

/** A question by which a social worker of the council asks to see, for themselves, what the council holds of somebody. */
export function lookUp(subject: Question['subject'], more: Partial<Question> = {}): Question {
  return buildAttendanceQuestion({
    messageId: randomUUID(),
    subject,
    recipients: [{ organisation: { system: 'ods', value: 'Z9Z9A' }, department: 'CSC', role: 'SW' }],
    relatedPersons: [],
    segments: [{ segmentId: 'attendance', categoryCodes: ['ATT'] }],
    ...more,
  });
}
