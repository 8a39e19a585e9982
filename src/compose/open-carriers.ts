import { type Carriers, createMailCarrier, createTextCarrier } from '../notices/index.ts';
import type { Config } from '../platform/index.ts';

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
