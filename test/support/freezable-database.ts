import { type Socket, createConnection, createServer } from 'node:net';

/** A way to a PostgreSQL server that can be cut off without anybody being told: what is sent then arrives when it thaws. */
export interface FreezableDatabase {
  /** The same database by this way. */
  reach(url: string): string;
  /** From now on nothing passes, in either direction, on old connections and on new ones. */
  freeze(): void;
  /** Lets everything through that was sent meanwhile. */
  thaw(): void;
  close(): Promise<void>;
}

/** Opens such a way to the server of a database URL (a host and port, or a directory of Unix sockets). */
export async function openFreezableDatabase(serverUrl: string): Promise<FreezableDatabase> {
  const target = new URL(serverUrl);
  const directory = target.searchParams.get('host');
  const connect = (): Socket =>
    directory === null
      ? createConnection(Number(target.port || '5432'), target.hostname)
      : createConnection(`${directory}/.s.PGSQL.${target.port || '5432'}`);
  const sockets = new Set<Socket>();
  let frozen = false;
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (near) => {
    const far = connect();
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('data', (chunk) => other.write(chunk));
      one.on('end', () => other.end());
      one.on('error', () => other.destroy());
      one.on('close', () => sockets.delete(one));
      if (frozen) one.pause();
      else one.resume();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    reach: (url) => {
      const way = new URL(url);
      way.searchParams.delete('host');
      way.hostname = '127.0.0.1';
      way.port = String(address.port);
      return way.href;
    },
    freeze: () => {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw: () => {
      frozen = false;
      for (const socket of sockets) socket.resume();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
