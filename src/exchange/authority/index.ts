export { askWhoDecides } from './ask-who-decides.ts';
export { type AuthorityEventsDeps, authorityEventsJob } from './authority-events-job.ts';
export { recordAuthority } from './record-authority.ts';
