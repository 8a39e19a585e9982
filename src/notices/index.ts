export { type Notice, type SealedNotice, composeNotice, sealNotice } from './notice.ts';
