export { type Databases, joinDatabases, openDatabases } from './open-databases.ts';
export { type Rooms, composeRooms } from './compose-rooms.ts';
export { openKeys } from './open-keys.ts';
export { type OpenedErasure, openErasure, retentionOf } from './open-erasure.ts';
export { type GatewayTls, readTlsMaterial } from './read-tls-material.ts';
export { findOwnIssuer, trustedIssuer } from './trusted-issuer.ts';
export { listRecurringJobs } from './list-recurring-jobs.ts';
export { countDeliveries } from './count-deliveries.ts';
export { publishCheckpoints } from './publish-checkpoints.ts';
