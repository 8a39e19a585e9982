import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { verifyEvidence } from '../../src/exchange/index.ts';
import { Random } from '../oracle/random.ts';

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

/** Checks every bundle of a folder with a public key, as it is and with one byte changed. Prints how many verified, were spoilt and refused. */
const [folder = '', key = '', seed = '1'] = process.argv.slice(2);
const random = new Random(Number(seed));
let [verified, spoilt, refused] = [0, 0, 0];
for (const name of readdirSync(folder)) {
  const archive = readFileSync(join(folder, name));
  const verdict = await verifyEvidence(archive, [key]);
  if (verdict.verified && `${verdict.exchangeId ?? ''}.tar` === name) verified += 1;
  const at = Math.floor(random.next() * archive.length);
  archive.writeUInt8(archive.readUInt8(at) ^ (1 + Math.floor(random.next() * 255)), at);
  spoilt += 1;
  if (!(await verifyEvidence(archive, [key])).verified) refused += 1;
}
say(`${verified} ${spoilt} ${refused}`);
