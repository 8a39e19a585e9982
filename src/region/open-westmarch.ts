import type { Config } from '../platform/index.ts';
import { type PreparedSystems, type SystemKey, prepareSystems } from './prepare-systems.ts';
import type { SeedRooms } from './seed-rooms.ts';
import { type SeededRegion, seedSystems, seedWestmarch } from './seed-westmarch.ts';
import { listHospitalRecords } from './hospital-records.ts';
import { type Peer, startPeer } from './start-peer.ts';

/** The region, running: its systems as processes, its families and agreements in the registers. */
export interface Westmarch extends SeededRegion {
  readonly prepared: PreparedSystems;
  readonly peers: Readonly<Record<SystemKey, Peer>>;
  stop(): Promise<void>;
}

/**
 * Starts the region's systems and brings it into the registers of a gateway that listens at `publicUrl`.
 * @param peerBundle one file made of a system's program, where it is to start sooner than its source
 */
export async function openWestmarch(
  config: Pick<Config, 'certsDirectory' | 'mode' | 'publicUrl' | 'tokens'>,
  rooms: SeedRooms,
  verifierKey: string,
  peerBundle?: string,
): Promise<Westmarch> {
  const prepared = await prepareSystems(config);
  const start = (key: SystemKey): Promise<Peer> => {
    const { clientId, certificateFile, serverCertificateFile, signingKeyFile } = prepared.systems[key];
    return startPeer(
      {
        identity: {
          clientId,
          gateway: config.publicUrl,
          audience: config.tokens.audience,
          certificateFile,
          authorityFile: prepared.authorityFile,
          signingKeyFile,
        },
        serverCertificateFile,
        port: 0,
        verifierKey,
      },
      peerBundle,
    );
  };
  const starting = Promise.all([start('WMC'), start('FPS'), start('WGH'), start('FAC')]);
  const stop = async (): Promise<void> => {
    await Promise.all((await starting).map((peer) => peer.stop()));
  };
  try {
    const [seeded, [WMC, FPS, WGH, FAC]] = await Promise.all([seedWestmarch(rooms, prepared), starting]);
    await seedSystems(rooms, seeded, prepared, {
      WMC: WMC.port,
      FPS: FPS.port,
      WGH: WGH.port,
      FAC: FAC.port,
    });
    await WGH.hold(listHospitalRecords());
    return { ...seeded, prepared, peers: { WMC, FPS, WGH, FAC }, stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}
