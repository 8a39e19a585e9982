import { type Result, ok, refuse } from '../platform/index.ts';
import type { CheckpointRefusal } from './checkpoint-note.ts';
import { type Cosignature, readCosignatures } from './cosignature.ts';
import {
  type CosignerKey,
  type VerifierKey,
  isSameKey,
  parseCosignerKey,
  parseVerifierKey,
} from './verifier-key.ts';

/** A witness as a policy names it. */
export interface PolicyWitness {
  /** The name that groups and the quorum use; it means nothing outside the policy. */
  readonly name: string;
  readonly key: CosignerKey;
  /** The key as it is written (c2sp.org/signed-note, verifier keys). */
  readonly verifierKey: string;
  /** Its submission prefix (c2sp.org/tlog-witness), for whoever asks it. */
  readonly url: string | null;
}

/** Whose signatures make a checkpoint worth believing (c2sp.org/tlog-policy). */
export interface TrustPolicy {
  readonly logs: readonly VerifierKey[];
  readonly witnesses: readonly PolicyWitness[];
  readonly quorum: Quorum;
}

/** Which witnesses are enough: one, at least so many members of a group, or `none` where no cosignature is asked for. */
export type Quorum = 'none' | PolicyWitness | { readonly least: number; readonly members: readonly Quorum[] };

/** Whether the witnesses with these keys are enough. */
export function isQuorum(quorum: Quorum, cosigned: readonly CosignerKey[]): boolean {
  if (quorum === 'none') return true;
  if ('key' in quorum) return cosigned.includes(quorum.key);
  return quorum.members.filter((member) => isQuorum(member, cosigned)).length >= quorum.least;
}

/**
 * The cosignatures of a checkpoint by witnesses of a policy, where they are enough. That the log itself signed is for
 * `verifyCheckpoint`.
 */
export function readQuorum(
  note: string,
  { witnesses, quorum }: Pick<TrustPolicy, 'witnesses' | 'quorum'>,
): Result<readonly Cosignature[], CheckpointRefusal | 'no-quorum'> {
  const cosigned = readCosignatures(
    note,
    witnesses.map(({ key }) => key),
  );
  if (!cosigned.ok) return cosigned;
  const keys = cosigned.value.map(({ key }) => key);
  return isQuorum(quorum, keys) ? cosigned : refuse('no-quorum');
}

/** Reads the text of a policy strictly (c2sp.org/tlog-policy); the refusal says which line is wrong and why. */
export function parseTrustPolicy(text: string): Result<TrustPolicy, string> {
  const reader = new PolicyReader();
  for (const [place, line] of text.split('\n').entries()) {
    const problem = reader.read(line);
    if (problem !== undefined) return refuse(`line ${place + 1}: ${problem}`);
  }
  return reader.finish();
}

type Problem = string | undefined;

class PolicyReader {
  readonly #logs: VerifierKey[] = [];
  readonly #witnesses: PolicyWitness[] = [];
  readonly #named = new Map<string, Quorum>();
  readonly #members = new Set<string>();
  #quorum: Quorum | undefined;

  read(line: string): Problem {
    if (/[^\t\P{Cc}]/u.test(line)) return 'there is a control character in it';
    const [keyword, ...items] = line.split(/[ \t]+/).filter((item) => item !== '');
    if (keyword === undefined || keyword.startsWith('#')) return undefined;
    switch (keyword) {
      case 'log':
        return this.#readLog(items);
      case 'witness':
        return this.#readWitness(items);
      case 'group':
        return this.#readGroup(items);
      case 'quorum':
        return this.#readQuorum(items);
      default:
        return 'a line begins with log, witness, group or quorum';
    }
  }

  finish(): Result<TrustPolicy, string> {
    if (this.#quorum === undefined) return refuse('there is no quorum line');
    return ok({ logs: this.#logs, witnesses: this.#witnesses, quorum: this.#quorum });
  }

  #readLog([vkey, , ...surplus]: readonly string[]): Problem {
    if (vkey === undefined || surplus.length > 0) return 'a log has a verifier key and may have a URL';
    const key = parseVerifierKey(vkey);
    if (!key.ok) return key.refusal;
    if (this.#logs.some((known) => isSameKey(known, key.value))) return 'this key stands in it twice';
    this.#logs.push(key.value);
    return undefined;
  }

  #readWitness([name, vkey, url, ...surplus]: readonly string[]): Problem {
    if (name === undefined || vkey === undefined || surplus.length > 0)
      return 'a witness has a name and a verifier key and may have a URL';
    const key = parseCosignerKey(vkey);
    if (!key.ok) return key.refusal;
    if (this.#witnesses.some((known) => isSameKey(known.key, key.value)))
      return 'this key stands in it twice';
    const witness = { name, key: key.value, verifierKey: vkey, url: url ?? null };
    this.#witnesses.push(witness);
    return this.#define(name, witness);
  }

  #readGroup([name, least, ...names]: readonly string[]): Problem {
    if (name === undefined || least === undefined || names.length === 0)
      return 'a group has a name, how many of its members are enough, and members';
    const members: Quorum[] = [];
    for (const each of names) {
      const member = this.#named.get(each);
      if (member === undefined) return `no line before it names ${each}`;
      if (this.#members.has(each)) return `${each} is a member already`;
      this.#members.add(each);
      members.push(member);
    }
    const enough =
      { all: members.length, any: 1 }[least] ?? (/^[1-9][0-9]{0,3}$/.test(least) ? Number(least) : 0);
    if (enough < 1 || enough > members.length)
      return 'enough are all, any, or a number from 1 to that of the members';
    return this.#define(name, { least: enough, members });
  }

  #readQuorum([name, ...surplus]: readonly string[]): Problem {
    if (name === undefined || surplus.length > 0) return 'a quorum names one witness or group, or none';
    if (this.#quorum !== undefined) return 'there is a quorum already';
    this.#quorum = name === 'none' ? 'none' : this.#named.get(name);
    return this.#quorum === undefined ? `no line before it names ${name}` : undefined;
  }

  #define(name: string, quorum: Quorum): Problem {
    if (name === 'none' || this.#named.has(name)) return `${name} has a meaning already`;
    this.#named.set(name, quorum);
    return undefined;
  }
}
