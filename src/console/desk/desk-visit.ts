import { type Desk, askAtDesk } from '../../exchange/index.ts';
import type { RoleCode } from '../../vocabulary/index.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import type { OfficerVisit } from '../console-page.ts';

/** The role in which somebody acts: the one that they chose among those that the register gives them, or the first of these. */
export function findActingRole({ officer, visit }: OfficerVisit): RoleCode {
  const [first] = officer.registered;
  const role = officer.registered.find((each) => each === visit.form.first('as')) ?? first;
  if (role === undefined) throw new Error('nobody is here without a role at work');
  return role;
}

/** The desk of whoever visits, in the role in which they act. */
export function openOwnDesk(
  { openDesk }: Pick<ConsoleDeps, 'openDesk'>,
  { officer }: Pick<OfficerVisit, 'officer'>,
  role: RoleCode,
): Desk {
  const { organisation, staffId } = officer;
  return openDesk({ organisationId: organisation.organisationId, staffId, role });
}

/** A call at a desk, made now. */
export function callNow(
  { visit }: Pick<OfficerVisit, 'visit'>,
  asked: Parameters<typeof askAtDesk>[1] = {},
): ReturnType<typeof askAtDesk> {
  return askAtDesk(visit.now, asked);
}
