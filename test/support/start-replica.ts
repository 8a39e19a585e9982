import { loadConfig } from '../../src/platform/index.ts';
import { type PartnerSystem, createPartnerSystem } from '../../src/region/index.ts';
import type { SystemKey } from '../../src/region/prepare-systems.ts';
import { type TestRegion, findFreePort } from './gateway.ts';
import { type GatewayProcess, startGatewayProcess } from './start-gateway-process.ts';

/** The system of one of the region's organisations that asks the gateway which runs on these settings. */
export function openPartner(
  system: TestRegion,
  key: SystemKey,
  settings: Readonly<Record<string, string>>,
): Promise<PartnerSystem> {
  const { publicUrl, tokens } = loadConfig(settings);
  const { authorityFile, systems } = system.region.prepared;
  const { clientId, certificateFile, signingKeyFile } = systems[key];
  return createPartnerSystem({
    clientId,
    certificateFile,
    signingKeyFile,
    authorityFile,
    gateway: publicUrl,
    audience: tokens.audience,
  });
}

/** Another gateway on the same databases, as a process of its own, and an organisation's system that asks it. */
export interface Replica {
  readonly process: GatewayProcess;
  readonly partner: PartnerSystem;
}

/** Starts it; with a halt it sends itself that signal once, at that point (`run-gateway.ts`). */
export async function startReplica(
  system: TestRegion,
  key: 'WMC' | 'FPS',
  halt?: { readonly at: string; readonly with: 'SIGSTOP' | 'SIGKILL' },
): Promise<Replica> {
  const settings = { ...system.settings, ASSENT_PORT: String(await findFreePort()) };
  const process = await startGatewayProcess({
    ...settings,
    ...(halt === undefined ? {} : { TEST_HALT_AT: halt.at, TEST_HALT_WITH: halt.with }),
  });
  return { process, partner: await openPartner(system, key, settings) };
}

/** Ends replicas that a test has started, however they stand, and empties the list. */
export async function endReplicas(replicas: Replica[]): Promise<void> {
  for (const { process, partner } of replicas.splice(0)) {
    await process.kill();
    await partner.close();
  }
}
