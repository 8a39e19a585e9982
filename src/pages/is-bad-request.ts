/** Whether what was thrown is the sender's mistake: an address or a body that Express could not read. */
export function isBadRequest(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false;
  const status = 'status' in fault ? fault.status : undefined;
  return fault.name === 'URIError' || (typeof status === 'number' && status >= 400 && status < 500);
}
