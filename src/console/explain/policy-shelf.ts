import { type CompiledPolicy, PolicyError, type PolicyVersion, loadPolicy } from '../../policy/index.ts';

/** The policy versions that decisions can be decided again under. */
export interface PolicyShelf {
  /** The one in force. */
  readonly present: CompiledPolicy;
  /** The very text that decided; nothing where it is gone or is another by now. */
  find(version: PolicyVersion): CompiledPolicy | undefined;
}

/** Opens the versions of a policy directory, each read once. */
export function createPolicyShelf(directory: string, present: CompiledPolicy): PolicyShelf {
  const read = new Map<string, CompiledPolicy | undefined>();
  const open = ({ bundle, version }: PolicyVersion): CompiledPolicy | undefined => {
    const key = `${bundle} v${version}`;
    if (!read.has(key)) read.set(key, tryToLoad(directory, bundle, version));
    return read.get(key);
  };
  return {
    present,
    find: (version) => {
      const found = version.hash === present.version.hash ? present : open(version);
      return found?.version.hash === version.hash ? found : undefined;
    },
  };
}

function tryToLoad(directory: string, bundle: string, version: number): CompiledPolicy | undefined {
  try {
    return loadPolicy(directory, bundle, version);
  } catch (fault) {
    if (!(fault instanceof PolicyError)) throw fault;
    return undefined;
  }
}
