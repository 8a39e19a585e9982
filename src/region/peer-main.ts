import { readFile } from 'node:fs/promises';
import { createPartnerSystem } from './partner-system.ts';
import { openPeerEndpoint } from './peer-endpoint.ts';
import type { PeerCommand, PeerReport, PeerSettings } from './peer-messages.ts';

/**
 * One organisation's system as a process of its own: it receives over mutual TLS and sends when its parent tells it to.
 * It knows the gateway only by its address, its certificate and the ledger's public key.
 */
const settings = JSON.parse(process.argv[2] ?? '{}') as PeerSettings;
const { identity, port, verifierKey, serverCertificateFile } = settings;
const [pem, ca] = await Promise.all([
  readFile(serverCertificateFile, 'utf8'),
  readFile(identity.authorityFile, 'utf8'),
]);
const endpoint = await openPeerEndpoint({ cert: pem, key: pem, ca }, port, verifierKey);
const system = await createPartnerSystem(identity);

function report(message: PeerReport): void {
  process.send?.(message);
}

async function obey(command: PeerCommand): Promise<PeerReport> {
  switch (command.kind) {
    case 'send':
      return { kind: 'answer', id: command.id, answer: await system.send(command.request) };
    case 'received':
      return { kind: 'deliveries', id: command.id, deliveries: endpoint.deliveries.slice(command.since) };
    case 'discarded':
      return { kind: 'discards', id: command.id, discards: endpoint.discards };
    case 'asked':
      return { kind: 'requests', id: command.id, asked: endpoint.asked };
    case 'give':
      endpoint.give(command.path, command.given);
      return { kind: 'done', id: command.id };
    case 'hold':
      endpoint.hold(command.resources);
      return { kind: 'done', id: command.id };
    case 'answer-with':
      endpoint.answerWith(command.status, command.location);
      return { kind: 'done', id: command.id };
    case 'stop':
      await Promise.all([endpoint.close(), system.close()]);
      return { kind: 'done', id: command.id };
  }
}

process.on('message', (command: PeerCommand) => {
  obey(command).then(
    (answer) => {
      report(answer);
      if (command.kind === 'stop') process.disconnect();
    },
    (fault: unknown) => {
      report({
        kind: 'failed',
        id: command.id,
        message: fault instanceof Error ? fault.message : 'unknown fault',
      });
    },
  );
});
process.on('disconnect', () => process.exit(0));
report({ kind: 'listening', port: endpoint.port });
