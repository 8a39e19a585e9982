import { getRecordType } from '../../records/index.ts';
import { type MessageTypeCode, type OrganisationType, messageTypeCodes } from '../../vocabulary/index.ts';

/** Types that nobody writes for another to read: events of the gateway, corrections, queries, and requests for one's own record. */
const notShared: readonly MessageTypeCode[] = ['M18', 'M19', 'M20', 'M22'];

/** The types of record that an organisation of a kind sends, and that need no lead to sign for them. */
export function listSentTypes(type: OrganisationType): readonly MessageTypeCode[] {
  return messageTypeCodes.filter((code) => {
    const { senders = [], sentByLead = false } = getRecordType(code);
    const sends = senders.length === 0 || senders.some((each) => each.type === type);
    return sends && !sentByLead && !notShared.includes(code);
  });
}
