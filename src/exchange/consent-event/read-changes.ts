import type { ConsentVersion, ReadableVersion } from '../../consent/index.ts';

/** A change of a record after which something that went because of it may have lost its permit. */
export interface ChangeOfChoice {
  readonly kind: 'WITHDRAWN' | 'CHANGED';
  /** The version that the change made, and from which what it took away is counted. */
  readonly version: ConsentVersion;
  /** The version that permitted. */
  readonly before: ReadableVersion;
  /** Whether the record spoke for those whose place it had taken, so that what went because of them is lost with it. */
  readonly reachesReplaced: boolean;
  /** Whether only recipients of what came after the change are told: nobody asked that those before be. */
  readonly onlyLate: boolean;
}

/**
 * Reads from the versions of a record what its earlier recipients may have to be told of (docs/domain/01 §1.7): the withdrawal
 * that stands, where the family asked for it, and every other change by which a permit ended without one: a mistake, a new record of
 * the same person that took its place, a new choice in the same record. Those nobody has to ask for: whoever was given something
 * that is not permitted any more learns it (UK GDPR Art 19); so does whoever took something after a withdrawal. Pure.
 * @param history all versions, the newest first
 */
export function readChanges(history: readonly ConsentVersion[]): readonly ChangeOfChoice[] {
  return history.flatMap((version, place): readonly ChangeOfChoice[] => {
    const before = history[place + 1];
    if (before === undefined || !isReadable(version) || !isReadable(before)) return [];
    switch (version.status) {
      case 'withdrawn':
        return place === 0
          ? [
              {
                kind: 'WITHDRAWN',
                version,
                before,
                reachesReplaced: true,
                onlyLate: version.body.lastMove?.notifyPrior !== true,
              },
            ]
          : [];
      case 'entered-in-error':
        // Withdrawn before, it permitted nothing any more. What it had replaced was chosen in earnest.
        return before.status === 'withdrawn'
          ? []
          : [{ kind: 'CHANGED', version, before, reachesReplaced: false, onlyLate: false }];
      case 'superseded':
        return [{ kind: 'CHANGED', version, before, reachesReplaced: true, onlyLate: false }];
      case 'active':
        return before.status === 'withdrawn' || before.status === 'draft'
          ? []
          : [{ kind: 'CHANGED', version, before, reachesReplaced: true, onlyLate: false }];
      case 'draft':
      case 'suspended':
      case 'pending-reauthorise':
      case 'expired':
        return [];
    }
  });
}

function isReadable(version: ConsentVersion): version is ReadableVersion {
  return version.body !== 'ERASED';
}
