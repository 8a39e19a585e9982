import type { ResolvedRecipient } from './resolve/resolved-exchange.ts';

/** Where a recipient takes what comes for its department and role today; null where no system of it does. */
export function findInbox({ system }: Pick<ResolvedRecipient, 'system'>): string | null {
  return system?.endpoint?.url ?? null;
}
