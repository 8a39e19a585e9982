import { readFile } from 'node:fs/promises';
import { unwrapWithService } from '../keystore/index.ts';
import type { Config } from '../platform/index.ts';

/** Has the key-management service unwrap the key-encryption key where one holds it; changes nothing elsewhere. */
export async function openKeys(config: Config): Promise<Config> {
  const { keyManagement } = config.keys;
  if (keyManagement === null) return config;
  const { url, token, wrappedKeyFile, caFile } = keyManagement;
  const keyEncryptionKey = await unwrapWithService({
    url,
    token: token.export().toString('utf8'),
    wrapped: (await readFile(wrappedKeyFile, 'utf8')).trim(),
    ...(caFile === null ? {} : { authority: await readFile(caFile, 'utf8') }),
  });
  return { ...config, keys: { ...config.keys, keyEncryptionKey } };
}
