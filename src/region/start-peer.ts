import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '../platform/index.ts';
import type { GatewayAnswer, PartnerRequest } from './partner-system.ts';
import type {
  AskedRecord,
  DiscardedDelivery,
  GivenRecord,
  PeerCommand,
  PeerReport,
  PeerSettings,
  ReceivedDelivery,
} from './peer-messages.ts';

/** A system of the region, running as a process of its own. */
export interface Peer {
  readonly port: number;
  /** Lets the system send, and waits for the gateway's answer. */
  send(request: PartnerRequest): Promise<GatewayAnswer>;
  /** What has been delivered to it so far, but for the first so many. */
  received(since?: number): Promise<readonly ReceivedDelivery[]>;
  /** What has arrived and was not accepted. */
  discarded(): Promise<readonly DiscardedDelivery[]>;
  /** What it was asked for, under `/records`. */
  asked(): Promise<readonly AskedRecord[]>;
  /** Makes it give this at a path under `/records`. */
  give(path: string, given: GivenRecord): Promise<void>;
  /** Makes its FHIR interface, under `/records/fhir`, hold these resources and nothing else. */
  hold(resources: readonly JsonObject[]): Promise<void>;
  /** Makes it answer deliveries with another status (to play a system that is down), or point elsewhere. */
  answerWith(status: number, location?: string): Promise<void>;
  stop(): Promise<void>;
}

type Ask = PeerCommand extends infer Command
  ? Command extends PeerCommand
    ? Omit<Command, 'id'>
    : never
  : never;

const source = fileURLToPath(new URL('./peer-main.ts', import.meta.url));

/**
 * Starts the process and waits until it listens.
 * @param bundle one file made of the program, which starts sooner than its source
 */
export async function startPeer(settings: PeerSettings, bundle?: string): Promise<Peer> {
  const child = fork(bundle ?? source, [JSON.stringify(settings)], {
    execArgv: bundle === undefined ? ['--import', 'tsx'] : [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, (report: PeerReport) => void>();
  const port = await listening(child, waiting);
  let lastId = 0;
  const ask = (command: Ask): Promise<PeerReport> =>
    new Promise((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, (report) => {
        if (report.kind === 'failed') reject(new Error(`the peer failed: ${report.message}`));
        else resolve(report);
      });
      child.send({ ...command, id: lastId });
    });
  return {
    port,
    send: async (request) => {
      const report = await ask({ kind: 'send', request });
      if (report.kind !== 'answer') throw new Error(`the peer answered ${report.kind}`);
      return report.answer;
    },
    received: async (since = 0) => {
      const report = await ask({ kind: 'received', since });
      if (report.kind !== 'deliveries') throw new Error(`the peer answered ${report.kind}`);
      return report.deliveries;
    },
    discarded: async () => {
      const report = await ask({ kind: 'discarded' });
      if (report.kind !== 'discards') throw new Error(`the peer answered ${report.kind}`);
      return report.discards;
    },
    asked: async () => {
      const report = await ask({ kind: 'asked' });
      if (report.kind !== 'requests') throw new Error(`the peer answered ${report.kind}`);
      return report.asked;
    },
    give: async (path, given) => {
      await ask({ kind: 'give', path, given });
    },
    hold: async (resources) => {
      await ask({ kind: 'hold', resources });
    },
    answerWith: async (status, location) => {
      await ask({ kind: 'answer-with', status, ...(location === undefined ? {} : { location }) });
    },
    stop: async () => {
      if (child.exitCode !== null) return;
      const ended = new Promise<void>((resolve) =>
        child.once('exit', () => {
          resolve();
        }),
      );
      await ask({ kind: 'stop' });
      await ended;
    },
  };
}

function listening(child: ChildProcess, waiting: Map<number, (report: PeerReport) => void>): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      reject(new Error(`a peer ended before it listened, with code ${code ?? 'none'}`));
    });
    child.on('message', (report: PeerReport) => {
      if (report.kind === 'listening') {
        resolve(report.port);
        return;
      }
      const settle = waiting.get(report.id);
      waiting.delete(report.id);
      settle?.(report);
    });
  });
}
