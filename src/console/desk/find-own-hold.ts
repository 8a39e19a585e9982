import type { HoldAnswer } from '../../exchange/index.ts';
import { uuidShape } from '../../platform/index.ts';
import type { RoleCode } from '../../vocabulary/index.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import type { OfficerVisit } from '../console-page.ts';
import { callNow, openOwnDesk } from './desk-visit.ts';

/** A hold, and the role of whoever looks before which it waits. */
export interface OwnHold {
  readonly hold: HoldAnswer;
  readonly as: RoleCode;
}

/** The hold of the address, in the first of the visitor's roles before which it waits. */
export async function findOwnHold(
  deps: ConsoleDeps,
  visit: OfficerVisit,
  holdId: string,
): Promise<OwnHold | undefined> {
  if (!uuidShape.test(holdId)) return undefined;
  for (const as of visit.officer.registered) {
    const found = await openOwnDesk(deps, visit, as).findHold(callNow(visit), holdId);
    if (found.ok) return { hold: found.value, as };
  }
  return undefined;
}
