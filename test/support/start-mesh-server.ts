import { askChild, startChild } from './child-process.ts';
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
  const { child, said } = await startChild(
    new URL('./mesh-server.ts', import.meta.url),
    JSON.stringify(settings),
  );
  const ask = async (command: MeshServerCommand): Promise<MeshServerReport> =>
    (await askChild(child, command)) as MeshServerReport;
  const listening = said as MeshServerReport;
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
