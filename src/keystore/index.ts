export {
  type KeyStore,
  type KeyStoreParts,
  type SealedPart,
  PersonKeyMissingError,
  createKeyStore,
} from './key-store.ts';
export { SealBrokenError } from './seal.ts';
export { UnknownKeyEncryptionKeyError } from './key-wrapping.ts';
export { destroyPartKeys, destroyPersonKeys } from './destroy-keys-sql.ts';
export { rewrapKeys } from './rewrap-keys-sql.ts';
