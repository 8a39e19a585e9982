export {
  type EvidenceDeps,
  type EvidenceOrder,
  type EvidenceRefusal,
  composeEvidence,
} from './compose-evidence.ts';
export {
  type EvidenceFaultCode,
  type EvidenceVerdict,
  evidenceFaults,
  verifyEvidence,
} from './verify-evidence.ts';
