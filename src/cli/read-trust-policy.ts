import { type TrustPolicy, parseTrustPolicy } from '../tlog/index.ts';
import { readTextFile, refuseInput } from './command-input.ts';

/** Reads the file that says whose cosignatures are enough (c2sp.org/tlog-policy); none where none is named. @throws RefusedInput */
export async function readTrustPolicy(file: string | undefined): Promise<TrustPolicy | undefined> {
  if (file === undefined) return undefined;
  const policy = parseTrustPolicy(await readTextFile('policy', file));
  if (!policy.ok) throw refuseInput('policy', 'trust-policy', `${file}: ${policy.refusal}.`);
  return policy.value;
}
