import type { PersonId } from '../../platform/index.ts';
import type { Department, PlainGroup, PurposeCode, RoleCode } from '../../vocabulary/index.ts';

/** What is kept of a consent event until its recipient has it, sealed for the data subject. */
export interface KeptConsentEvent {
  /** The body in base64: every attempt sends the same bytes. */
  readonly body: string;
  readonly dataSubject: PersonId;
  readonly correlationId: string;
  readonly purpose: PurposeCode;
  readonly department: Department;
  readonly role: RoleCode;
  /** Who learns that the recipient was told; null where an organisation had decided. */
  readonly told: PersonId | null;
  readonly to: string;
  readonly groups: readonly PlainGroup[];
}
