export { type Notice, type SealedNotice, sealNotice } from './notice.ts';
