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
 * Starts one on a port. New connections go to whichever replicas said last that they are ready, in turn; connections that stand stay where
 * they are.
 * @param ports of the replicas
 */
export async function startBalancer(
  port: number,
  ports: readonly number[],
  authorityFile: string,
): Promise<Balancer> {
  const agent = new Agent({ connect: { ca: await readFile(authorityFile, 'utf8'), timeout: 5_000 } });
  const stopping = new AbortController();
  let ready: readonly number[] = [];
  let turn = 0;
  const look = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const answers = await Promise.all(
        ports.map(async (each) => {
          try {
            const signal = AbortSignal.timeout(5_000);
            const { statusCode, body } = await request(`https://localhost:${each}/readyz`, {
              dispatcher: agent,
              signal,
            });
            await body.dump();
            return statusCode === 200;
          } catch {
            return false;
          }
        }),
      );
      ready = ports.filter((_, place) => answers[place]);
      await wait(lookEvery, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const looking = look();
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const target = ready[turn % Math.max(1, ready.length)];
    turn += 1;
    if (target === undefined) {
      client.destroy();
      return;
    }
    const replica = connect(target, '127.0.0.1');
    for (const [socket, other] of [
      [client, replica],
      [replica, client],
    ] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroySoon();
      });
    }
    client.pipe(replica);
    replica.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    ready: () => ready,
    stop: async () => {
      stopping.abort();
      server.close();
      for (const socket of open) socket.destroy();
      await looking;
      await agent.close();
    },
  };
}
