export { type Notice, type NoticeKind, type SealedNotice, noticeContext, sealNotice } from './notice.ts';
export { composeEmergencyAccess } from './compose-emergency-access.ts';
export { composeNoLongerRely } from './compose-no-longer-rely.ts';
export {
  type WaitingDetails,
  composeAccessAsked,
  composeAccessChecked,
  composeHeld,
  composeNotShared,
} from './compose-waiting.ts';
export { type NoticeAudience, type SharedDetails, composeShared, noticeAudiences } from './compose-shared.ts';
export { type NoticeSearch, type ReadNotice, readNotice, readNotices } from './read-notices.ts';
export { type BringingDeps, bringNotices } from './bring/bring-notices.ts';
export { type NoticeHistory, findNoticeHistory } from './bring/bringing-sql.ts';
export type { Carriers } from './bring/carrier.ts';
export { createMailCarrier } from './bring/mail-carrier.ts';
export { createTextCarrier } from './bring/text-carrier.ts';
