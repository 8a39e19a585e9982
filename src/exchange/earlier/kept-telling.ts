import type { PersonId } from '../../platform/index.ts';
import type { Department, PlainGroup, PurposeCode, ReasonCode, RoleCode } from '../../vocabulary/index.ts';
import type { Telling } from './telling.ts';

/** What is kept of a telling until its recipient has it, sealed for the data subject. */
export interface KeptTelling {
  /** The body in base64: every attempt sends the same bytes. */
  readonly body: string;
  readonly messageType: Telling['messageType'];
  readonly permit: ReasonCode;
  readonly dataSubject: PersonId | null;
  readonly correlationId: string;
  readonly purpose: PurposeCode;
  readonly department: Department;
  readonly role: RoleCode;
  /** Who learns that the recipient was told; null where nobody is to. */
  readonly told: PersonId | null;
  readonly to: string;
  readonly groups: readonly PlainGroup[];
}
