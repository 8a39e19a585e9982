import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type {
  CollectedMessage,
  MeshServerCommand,
  MeshServerReport,
  MeshServerSettings,
} from './mesh-server-messages.ts';

/** A MESH service that runs as a process of its own. */
export interface StartedMeshServer {
  readonly url: string;
  collect(mailbox: string): Promise<readonly CollectedMessage[]>;
  look(): Promise<Extract<MeshServerReport, { readonly kind: 'seen' }>>;
  tell(
    command: Extract<MeshServerCommand, { readonly kind: 'give-up' | 'put' | 'answer-with' }>,
  ): Promise<void>;
  stop(): void;
}

/** Starts one and waits until it listens. */
export async function startMeshServer(settings: MeshServerSettings): Promise<StartedMeshServer> {
  const path = fileURLToPath(new URL('./mesh-server.ts', import.meta.url));
  const child = fork(path, [JSON.stringify(settings)], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const next = (): Promise<MeshServerReport> =>
    new Promise((resolve, reject) => {
      const onExit = (code: number | null): void => {
        reject(new Error(`the MESH server ended with code ${code ?? 'none'}`));
      };
      child.once('exit', onExit);
      child.once('message', (report: MeshServerReport) => {
        child.off('exit', onExit);
        resolve(report);
      });
    });
  const ask = async (command: MeshServerCommand): Promise<MeshServerReport> => {
    const answer = next();
    child.send(command);
    return answer;
  };
  const listening = await next();
  if (listening.kind !== 'listening') throw new Error('the MESH server did not say where it listens');
  return {
    url: `https://localhost:${listening.port}`,
    collect: async (mailbox) => {
      const report = await ask({ kind: 'collect', mailbox });
      if (report.kind !== 'collected') throw new Error('the MESH server said something else');
      return report.messages;
    },
    look: async () => {
      const report = await ask({ kind: 'look' });
      if (report.kind !== 'seen') throw new Error('the MESH server said something else');
      return report;
    },
    tell: async (command) => {
      await ask(command);
    },
    stop: () => {
      child.disconnect();
    },
  };
}
