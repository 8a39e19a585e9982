export { type Notice, type NoticeKind, type SealedNotice, noticeKinds, sealNotice } from './notice.ts';
export { type SharedDetails, composeShared } from './compose-shared.ts';
