import { checkEnvironment, parseIdentifier } from '../../families/index.ts';
import { type Result, ok, refuse } from '../../platform/index.ts';
import type { Problem, ProblemDetail } from '../../vocabulary/index.ts';
import type { House } from '../house.ts';
import { findRegister } from './find-register.ts';
import type { AskedMessage } from './resolved-exchange.ts';

/**
 * Refuses a message whose subject carries a number that cannot be right: badly typed, or of the wrong world (an invented
 * number in production, a real one elsewhere). That follows from the number alone and tells nothing about who is known. A
 * UPN with a doubtful check letter is a partner's known trouble and is left to matching (docs/domain/04 §4.3).
 *
 * Urgent safeguarding is not refused for a slip of the finger: it goes on as not certain (rulings 1).
 */
export function checkIdentifiers(
  house: Pick<House, 'mode'>,
  message: AskedMessage,
): Result<undefined, Problem> {
  if (message.urgency !== 'ROUTINE') return ok(undefined);
  const errors = message.subject.identifiers.flatMap(({ system, value }, position): ProblemDetail[] => {
    const register = findRegister(system);
    if (register === undefined) return [];
    const parsed = parseIdentifier(register, value, 'PARTNER');
    const checked = parsed.ok ? checkEnvironment(parsed.value, house.mode) : parsed;
    if (checked.ok) return [];
    const { code, message: said } = checked.refusal;
    return [{ pointer: `/subject/identifiers/${position}/value`, rule: code, message: said }];
  });
  return errors.length === 0 ? ok(undefined) : refuse({ code: 'identifier-invalid', errors });
}
