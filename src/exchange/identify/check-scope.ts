import { type Result, ok, refuse } from '../../platform/index.ts';
import { type IdentifyRefusal, identifyRefusal } from './identify-refusals.ts';

/** Refuses a requester that lacks the scope that a door asks for. */
export function checkScope(
  requester: { readonly scopes: readonly string[] },
  scope: string,
): Result<undefined, IdentifyRefusal> {
  return requester.scopes.includes(scope) ? ok(undefined) : refuse(identifyRefusal('scope-missing', null));
}
