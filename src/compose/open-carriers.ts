import type { KeyObject } from 'node:crypto';
import { type Carriers, createMailCarrier, createTextCarrier } from '../notices/index.ts';
import { createMeshClient } from '../exchange/index.ts';
import type { Clock, Config } from '../platform/index.ts';

/** The carriers that are set up. Outside development no e-mail goes to a server without TLS. */
export function openCarriers({
  carriers: { email, text },
  mode,
}: Pick<Config, 'carriers' | 'mode'>): Carriers {
  return {
    ...(email === null
      ? {}
      : {
          EMAIL: createMailCarrier({
            ...email,
            password: email.password?.export().toString('utf8') ?? null,
            requireTls: mode !== 'development',
          }),
        }),
    ...(text === null
      ? {}
      : { TEXT: createTextCarrier({ ...text, token: text.token.export().toString('utf8') }) }),
  };
}

/** The gateway's own mailbox in MESH; null where it has none. */
export function openMesh(
  { carriers: { mesh } }: Pick<Config, 'carriers'>,
  clock: Clock,
): ReturnType<typeof createMeshClient> | null {
  if (mesh === null) return null;
  const text = (secret: KeyObject): string => secret.export().toString('utf8');
  const { password, sharedKey, key, ...terms } = mesh;
  return createMeshClient(
    { ...terms, password: text(password), sharedKey: text(sharedKey), key: text(key) },
    clock,
  );
}
