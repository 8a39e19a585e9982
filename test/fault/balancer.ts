import { readFile } from 'node:fs/promises';
import { type Socket, connect, createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { Agent, request } from 'undici';

/** A balancer that passes TLS through, as the one in front of the replicas does (haproxy.cfg). */
export interface Balancer {
  /** Which replicas say that they are ready. */
  ready(): readonly number[];
  stop(): Promise<void>;
}

const lookEvery = 250;

/**
 * Starts one on a port. New connections go to whichever replicas said last that they are ready, in turn, and to the next where one takes no
 * more; connections that stand stay where they are.
 * @param ports of the replicas
 */
export async function startBalancer(
  port: number,
  ports: readonly number[],
  authorityFile: string,
): Promise<Balancer> {
  const agent = new Agent({ connect: { ca: await readFile(authorityFile, 'utf8'), timeout: 5_000 } });
  const stopping = new AbortController();
  const ready = new Set<number>();
  let turn = 0;
  const isReady = async (each: number): Promise<boolean> => {
    try {
      const { statusCode, body } = await request(`https://localhost:${each}/readyz`, {
        dispatcher: agent,
        signal: AbortSignal.timeout(5_000),
      });
      await body.dump();
      return statusCode === 200;
    } catch {
      return false;
    }
  };
  // Each replica for itself: one that is slow to answer must not keep it from seeing that another ends.
  const watch = async (each: number): Promise<void> => {
    while (!stopping.signal.aborted) {
      if (await isReady(each)) ready.add(each);
      else ready.delete(each);
      await wait(lookEvery, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const watching = ports.map(watch);
  const open = new Set<Socket>();
  const server = createServer((client) => {
    open.add(client);
    client.on('error', () => undefined);
    client.on('close', () => open.delete(client));
    const choices = ports.filter((each) => ready.has(each));
    turn += 1;
    const first = turn % Math.max(1, choices.length);
    void reach([...choices.slice(first), ...choices.slice(0, first)]).then((replica) => {
      if (replica === undefined || client.destroyed) {
        client.destroy();
        replica?.destroy();
        return;
      }
      open.add(replica);
      for (const [socket, other] of [
        [client, replica],
        [replica, client],
      ] as const) {
        socket.on('error', () => other.destroy());
        socket.on('close', () => {
          open.delete(socket);
          other.destroySoon();
        });
      }
      client.pipe(replica);
      replica.pipe(client);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    ready: () => [...ready],
    stop: async () => {
      stopping.abort();
      server.close();
      for (const socket of open) socket.destroy();
      await Promise.all(watching);
      await agent.close();
    },
  };
}

/** A connection to the first of these that takes one. */
async function reach(ports: readonly number[]): Promise<Socket | undefined> {
  for (const port of ports) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => {
        resolve(true);
      });
      socket.once('error', () => {
        resolve(false);
      });
    });
    if (isOpen) return socket;
  }
  return undefined;
}
