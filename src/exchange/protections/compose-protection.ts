import type { AuthorityFacts, ProtectionBody } from '../../families/index.ts';
import type { PersonId } from '../../platform/index.ts';
import type { House } from '../house.ts';
import type { ProtectionRequest } from '../receive/protection-request.ts';
import { findOptOutSetter } from './find-opt-out-setter.ts';

/** Whom a protection names, and who records it. */
export interface ProtectionPeople {
  readonly facts: AuthorityFacts;
  /** Who is safe to tell, where the request names somebody. */
  readonly other: PersonId | null;
  readonly by: ProtectionBody['by'];
}

/** The protection that a request comes to; nothing where whoever set it may not. */
export async function composeProtection(
  house: Pick<House, 'families' | 'keyStore'>,
  { protection, evidenceRef }: ProtectionRequest,
  { facts, other, by }: ProtectionPeople,
): Promise<ProtectionBody | undefined> {
  const common = { by, evidenceRef };
  switch (protection.kind) {
    case 'NATIONAL_DATA_OPT_OUT': {
      const { kind, optedOut, source, setOn } = protection;
      const setBy = await findOptOutSetter(house, facts, protection.setBy, setOn, by.organisation);
      return setBy && { kind, ...common, from: setOn, to: null, optedOut, source, setBy };
    }
    case 'SHIELDED_LOCATION': {
      const { kind, from, to = null } = protection;
      return { kind, ...common, from, to, safeContact: other };
    }
    case 'SAFE_CONTACT': {
      const { kind, from, to = null } = protection;
      return other === null ? undefined : { kind, ...common, from, to, contact: other };
    }
    case 'NOTIFY_PREFERENCES': {
      const { kind, from, channel, language, format, address } = protection;
      return {
        kind,
        ...common,
        from,
        to: null,
        channel,
        language,
        format,
        ...(address === undefined ? {} : { address }),
      };
    }
  }
}
