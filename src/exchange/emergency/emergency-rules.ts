import type { Organisation } from '../../agreements/index.ts';
import type { CompiledPolicy } from '../../policy/index.ts';
import type { CategoryCode, Department, MessageTypeCode, RoleCode } from '../../vocabulary/index.ts';

/**
 * What an emergency opens at most: whether a council protects or looks after the child, and allergies (docs/domain/07 X2). Never where
 * anybody lives. Which of it goes the policy decides, part by part.
 */
export const emergencyParts: readonly {
  readonly segmentId: string;
  readonly categoryCodes: readonly CategoryCode[];
  readonly linkedToNeed: boolean;
}[] = [
  { segmentId: 'child-protection-status', categoryCodes: ['CPR'], linkedToNeed: true },
  { segmentId: 'looked-after-status', categoryCodes: ['LAC'], linkedToNeed: true },
  { segmentId: 'allergies', categoryCodes: ['PHY'], linkedToNeed: true },
];

/** As which message an emergency access is asked for: it asks who holds what may be opened (docs/domain/02 §2.3). */
export const emergencyMessageType = 'M20' satisfies MessageTypeCode;

/** How many emergency accesses of one person within how many days officers look at together; our proposal, to be agreed locally. */
export const repeatedEmergencies = { accesses: 3, days: 7 } as const;

/** The department for which somebody opens a record in an emergency. */
export function emergencyDepartmentOf({ departments }: Pick<Organisation, 'departments'>): Department {
  return departments.includes('EMERGENCY') ? 'EMERGENCY' : 'NONE';
}

/** Whether the policy knows somebody in this role at this organisation as one who opens records in an emergency. */
export function mayOpen(
  policy: Pick<CompiledPolicy, 'findRow'>,
  organisation: Organisation,
  role: RoleCode,
): boolean {
  const row = policy.findRow({
    recipientType: organisation.type,
    recipientDepartment: emergencyDepartmentOf(organisation),
    recipientRole: role,
    recipientDutyStatus: organisation.dutyStatus,
    sourceType: 'COUNCIL',
    purpose: 'P14',
    messageType: emergencyMessageType,
  });
  return row !== null;
}
