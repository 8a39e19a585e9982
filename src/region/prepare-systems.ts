import { join } from 'node:path';
import { type DevelopmentAuthority, openDevelopmentAuthority, publicPartOf } from '../agreements/index.ts';
import { type Config, systemClock } from '../platform/index.ts';
import { type OrganisationKey, organisations } from './westmarch.ts';

/** The region's systems and their client ids. */
export const systems = {
  WMC: 'wmc-case-management',
  FPS: 'fps-school-records',
  WGH: 'wgh-patient-records',
  FAC: 'fac-school-records',
} as const satisfies Partial<Record<OrganisationKey, string>>;

/** An organisation of the region that has a system. */
export type SystemKey = keyof typeof systems;

/** The files of one system, as its organisation would hold them. */
export interface PreparedSystem {
  readonly clientId: string;
  /** One PEM file each: certificate and private key. */
  readonly certificateFile: string;
  readonly serverCertificateFile: string;
  readonly signingKeyFile: string;
  /** The public part of the key in that file, as it is registered. */
  readonly signingKey: ReturnType<typeof publicPartOf>;
  /** `x5t#S256` of the certificate that it shows when it asks. */
  readonly thumbprint: string;
}

/** The files of all systems and of the authority that they trust. */
export interface PreparedSystems {
  readonly authorityFile: string;
  readonly authority: DevelopmentAuthority;
  readonly systems: Readonly<Record<SystemKey, PreparedSystem>>;
}

/** Issues the certificates and makes the keys of the region's systems; what is there is used again. */
export async function prepareSystems(
  config: Pick<Config, 'certsDirectory' | 'mode'>,
): Promise<PreparedSystems> {
  const authority = await openDevelopmentAuthority({
    directory: config.certsDirectory,
    clock: systemClock,
    environment: config.mode,
  });
  const prepare = async (key: SystemKey): Promise<PreparedSystem> => {
    const clientId = systems[key];
    const { name } = organisations[key];
    const client = await authority.issueSystemClient(clientId, name);
    const server = await authority.issueSystemServer(clientId, name);
    const signingKey = publicPartOf(await authority.openSigningKey(clientId));
    return {
      clientId,
      certificateFile: client.path,
      serverCertificateFile: server.path,
      signingKeyFile: join(config.certsDirectory, 'keys', `${clientId}.jwk.json`),
      signingKey,
      thumbprint: client.thumbprint,
    };
  };
  return {
    authority,
    authorityFile: authority.path,
    systems: {
      WMC: await prepare('WMC'),
      FPS: await prepare('FPS'),
      WGH: await prepare('WGH'),
      FAC: await prepare('FAC'),
    },
  };
}
