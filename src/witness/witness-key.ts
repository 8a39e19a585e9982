import { generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasErrorCode } from '../platform/index.ts';
import { type Cosigner, createCosigner } from '../tlog/index.ts';
import { syncFolder, writeWhole } from './witness-state.ts';

/**
 * The key of a witness, made at its first start in a file that only its owner can read. Its name goes into a file beside it: what
 * the key signs does not tell the name, so that one key must never serve two (c2sp.org/tlog-cosignature).
 * @throws Error when the folder belongs to a witness of another name
 */
export async function openWitnessKey(folder: string, name: string): Promise<Cosigner> {
  const [keyFile, nameFile] = [join(folder, 'witness.pem'), join(folder, 'witness.vkey')];
  const [kept, named] = [await readIfThere(keyFile), await readIfThere(nameFile)];
  if (kept === undefined && named !== undefined)
    throw new Error(`The key of ${named.trim()} is gone from ${folder}: restore it.`);
  const pem = kept ?? makeKey();
  const cosigner = createCosigner(name, pem);
  if (named !== undefined && named !== `${cosigner.verifierKey}\n`)
    throw new Error(
      `The key in ${folder} is that of ${named.trim()}: give the same name again, or another folder.`,
    );
  if (kept === undefined) await writeWhole(keyFile, pem, 'wx');
  if (named === undefined) await writeWhole(nameFile, `${cosigner.verifierKey}\n`, 'wx');
  await syncFolder(folder);
  return cosigner;
}

function makeKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (fault) {
    if (hasErrorCode(fault, 'ENOENT')) return undefined;
    throw fault;
  }
}
