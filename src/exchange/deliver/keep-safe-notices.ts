import type { Notice } from '../../notices/index.ts';
import type { PersonId } from '../../platform/index.ts';
import type { House } from '../house.ts';

/**
 * The notices that are safe to give today. Whom a decision wanted told may have become unsafe since: where the location of the
 * person whom they concern is shielded now, they go to the safe contact and to nobody else (docs/domain/07 AC5).
 */
export async function keepSafeNotices(
  { known, clock }: Pick<House, 'known' | 'clock'>,
  dataSubject: PersonId | null,
  notices: readonly Notice[],
): Promise<readonly Notice[]> {
  if (dataSubject === null || notices.length === 0) return notices;
  const guards = await known.readEpochs([dataSubject]);
  const protections = (await known.loadProtections(guards, clock.now())).get(dataSubject);
  return protections?.shieldedLocation === true
    ? notices.filter(({ person }) => person === protections.safeContact)
    : notices;
}
