import type { Notice } from '../../notices/index.ts';
import type { PersonId } from '../../platform/index.ts';
import type { House } from '../house.ts';

/**
 * The notices that are safe to give today. Whom a decision wanted told may have become unsafe since: where the location of the
 * person whom they concern is shielded now, they go to the safe contact and to nobody else (docs/domain/07 AC5).
 */
export async function keepSafeNotices(
  { families, clock }: Pick<House, 'families' | 'clock'>,
  dataSubject: PersonId | null,
  notices: readonly Notice[],
): Promise<readonly Notice[]> {
  if (dataSubject === null || notices.length === 0) return notices;
  const protections = (await families.loadProtections([dataSubject], clock.now())).get(dataSubject);
  return protections?.shieldedLocation === true
    ? notices.filter(({ person }) => person === protections.safeContact)
    : notices;
}
