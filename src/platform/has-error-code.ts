/**
 * Whether something thrown carries this code (of a system error such as `EEXIST`, or an SQLSTATE). Unlike `instanceof` it is
 * right about errors of the runtime itself when the code runs in a context of its own, as the tests do.
 */
export function hasErrorCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
