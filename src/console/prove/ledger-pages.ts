import type { PageDefinition } from '../../pages/index.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { consolePage } from '../console-page.ts';
import { readLedgerHealth } from './read-ledger-health.ts';

/** How the ledger stands, and its checkpoint as a file. Neither names anybody. */
export function ledgerPages(deps: ConsoleDeps): readonly PageDefinition[] {
  return [
    consolePage(deps, 'LEDGER', {
      get: async () => {
        const { size, vouched, ...health } = await readLedgerHealth(deps.ledger);
        return {
          kind: 'PAGE',
          template: 'prove/ledger.njk',
          view: { ...health, size: String(size), vouched: String(vouched), backlog: String(size - vouched) },
        };
      },
    }),
    consolePage(deps, 'CHECKPOINT', {
      get: async () => ({
        kind: 'FILE',
        mediaType: 'text/plain; charset=utf-8',
        fileName: 'checkpoint.txt',
        body: Buffer.from((await readLedgerHealth(deps.ledger)).checkpoint),
      }),
    }),
  ];
}
