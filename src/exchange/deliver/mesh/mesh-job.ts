import type { RecurringJob } from '../../../platform/index.ts';
import type { House } from '../../house.ts';
import { findMailboxDelivery } from '../../mailbox/mailbox-sql.ts';
import { recordArrival } from '../../mailbox/record-arrival.ts';
import { nameFault } from '../peer-agent.ts';
import { type MeshClient, MeshStatusError } from './mesh-client.ts';
import { endMeshMessage, giveUpMeshMessage, takeOpenMeshMessages } from './mesh-sql.ts';

/** MESH asks for one at least every 24 hours. */
const handshakeAfter = 12 * 3_600_000;
/** Messages asked about in one round. */
const mostTracked = 200;

/**
 * Looks after our side of MESH: says that the mailbox is in use, reads what MESH reports to it, and asks how far each message is that was
 * handed over. One that its recipient has collected has arrived; one that MESH gave up is reported to its sender.
 */
export function createMeshJob(house: House, mesh: MeshClient): RecurringJob {
  let shaken = 0;
  return {
    name: 'mesh-round',
    everyMinutes: 1,
    run: async (at) => {
      if (at.getTime() - shaken >= handshakeAfter) {
        await mesh.handshake();
        shaken = at.getTime();
      }
      await readReports(house, mesh);
      await trackMessages(house, mesh);
    },
  };
}

/** What is no report stays where it is: MESH tells its sender that nobody took it. */
async function readReports(house: House, mesh: MeshClient): Promise<void> {
  for (const messageId of await mesh.listInbox()) {
    const item = await mesh.readItem(messageId);
    if (item.kind === 'OTHER') {
      house.log.warn('mesh-message-unknown');
      continue;
    }
    const isOurs = await giveUpMeshMessage(house.pool, item.linkedMessageId);
    house.log.warn(isOurs ? 'mesh-message-undeliverable' : 'mesh-report-unknown', {
      errorCode: item.statusCode,
    });
    await mesh.acknowledge(messageId);
  }
}

async function trackMessages(house: House, mesh: MeshClient): Promise<void> {
  for (const { messageId, deliveryId, systemId } of await takeOpenMeshMessages(house.pool, mostTracked)) {
    try {
      const status = await mesh.track(messageId);
      if (status === 'undeliverable' || status === 'error') await giveUpMeshMessage(house.pool, messageId);
      if (status !== 'acknowledged') continue;
      const delivery = await findMailboxDelivery(house.pool, deliveryId, systemId);
      if (delivery?.acceptedAt === null) await recordArrival(house, delivery);
      await endMeshMessage(house.pool, messageId);
    } catch (fault) {
      // One that MESH will not tell of keeps nobody from asking about the others.
      if (!(fault instanceof MeshStatusError)) throw fault;
      house.log.warn('mesh-not-tracked', { deliveryId, problem: nameFault(fault), status: fault.status });
    }
  }
}
