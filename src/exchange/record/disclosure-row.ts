import { asId } from '../../platform/index.ts';
import type { Department, PurposeCode, RoleCode } from '../../vocabulary/index.ts';
import type { EarlierDisclosure } from '../earlier/telling.ts';

/** An earlier disclosure as the database has it: `disclosureColumns`, and the decision with which it arrived. */
export interface DisclosureRow {
  readonly exchange_id: string;
  readonly message_id: string;
  readonly correlation_id: string;
  readonly system_id: string;
  readonly source_organisation_id: string;
  readonly purpose: PurposeCode;
  readonly organisation_id: string;
  readonly department: Department;
  readonly role: RoleCode;
  readonly decision_entry_id: string;
}

/** Columns of `exchange.exchanges e` and `exchange.recipients r` that tell of a disclosure. */
export const disclosureColumns =
  'e.exchange_id, e.message_id, e.correlation_id, e.system_id, e.source_organisation_id, e.purpose, r.organisation_id, r.department, r.role';

/** What such a row says. */
export function readDisclosureRow(row: DisclosureRow): EarlierDisclosure {
  return {
    exchangeId: asId<'Exchange'>(row.exchange_id),
    messageId: row.message_id,
    correlationId: row.correlation_id,
    systemId: asId<'System'>(row.system_id),
    sourceOrganisationId: asId<'Organisation'>(row.source_organisation_id),
    purpose: row.purpose,
    recipientOrganisationId: asId<'Organisation'>(row.organisation_id),
    department: row.department,
    role: row.role,
    decisionEntryId: asId<'Entry'>(row.decision_entry_id),
  };
}
