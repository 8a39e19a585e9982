import type { ArchivedFile } from './evidence-archive.ts';

/** What somebody reads who unpacks a bundle and has never seen one. */
export const readMe: ArchivedFile = {
  name: 'read-me.txt',
  bytes: Buffer.from(`Evidence of one disclosure

This archive shows what was decided about one exchange of information, on what grounds, and what became of it. Each file can be
checked without asking anybody, given the public key of the ledger: assent evidence verify <archive> --key <public key>

manifest            signed with the ledger's key: the hash and size of every other file
evidence.json       the table of contents
entries/N.json      what entry N of the ledger says, as far as it is about this person alone, with what proves it
entries/N.tlog-proof  the receipt of entry N (https://c2sp.org/tlog-proof)
consents/           the choices that were relied on, with the words that the person was shown
policies/           the text of the policy that decided; the SHA-256 of each file is its name, and stands in the decision
agreements/         the sharing agreement, with the signatures of its sides

It is personal data. What is about other people is not in it. That it was made, for whom and why, stands in the ledger.
`),
};
