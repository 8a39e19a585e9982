export {
  type KeyStore,
  type KeyStoreParts,
  type SealedPart,
  PersonKeyMissingError,
  createKeyStore,
} from './key-store.ts';
export { SealBrokenError } from './seal.ts';
export { UnknownKeyEncryptionKeyError } from './key-wrapping.ts';
export { destroyPartKeys, destroyPersonKeys, findDestroyedKeys, findPartKeys } from './destroy-keys-sql.ts';
export { unwrapWithService } from './unwrap-with-service.ts';
export { isRetired, rewrapKeys } from './rewrap-keys-sql.ts';
