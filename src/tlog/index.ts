export {
  type AddCheckpointRequest,
  formatAddCheckpoint,
  parseAddCheckpoint,
  parseSizeAnswer,
  sizeMediaType,
} from './add-checkpoint.ts';
export {
  type Checkpoint,
  type CheckpointRefusal,
  type ParsedCheckpoint,
  formatCheckpoint,
  parseCheckpoint,
  signCheckpoint,
  verifyCheckpoint,
} from './checkpoint-note.ts';
export { type Cosignature, cosignCheckpoint, readCosignatures } from './cosignature.ts';
export { formatEntryBundle, parseEntryBundle } from './entry-bundle.ts';
export {
  type Span,
  type Subtree,
  consistencySpans,
  emptyRoot,
  foldPeaks,
  hashLeaf,
  hashLength,
  inclusionSpans,
  proveInclusion,
  rootOfLeaves,
  subtreesOf,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts';
export {
  type NoteSignature,
  addSignatures,
  formatNote,
  formatSignature,
  isOfKey,
  parseNote,
  parseSignatures,
} from './signed-note.ts';
export { parseBase64 } from './strict-base64.ts';
export { Tile, tileHeight, tileWidth } from './tile.ts';
export { type TileAddress, formatTilePath, leavesUnder, parseTilePath } from './tile-path.ts';
export { type TlogProof, formatTlogProof, parseTlogProof } from './tlog-proof.ts';
export {
  type PolicyWitness,
  type Quorum,
  type TrustPolicy,
  isQuorum,
  parseTrustPolicy,
  readQuorum,
} from './trust-policy.ts';
export {
  type Cosigner,
  type CosignerKey,
  type LedgerSigner,
  type VerifierKey,
  createCosigner,
  createLedgerSigner,
  isKeyName,
  isSignedBy,
  parseCosignerKey,
  parseVerifierKey,
} from './verifier-key.ts';
