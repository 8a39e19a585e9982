import type { Express, RequestHandler } from 'express';
import type { LedgerResource } from '../ledger/index.ts';
import { readQuery } from './check-request.ts';
import { mountRoute } from './mount-route.ts';
import { sendProblem } from './send-problem.ts';

/** Finds what the ledger publishes at a path below `/ledger/`. */
export type FindLedgerResource = (path: string) => Promise<LedgerResource | undefined>;

/**
 * Mounts what the ledger publishes (c2sp.org/tlog-tiles): its head, the tiles of its tree and the bundles of its leaves; and the
 * proof of an entry under a checkpoint that witnesses have vouched for. Anybody
 * may read them: they hold hashes and salted commitments and tell nothing of what is in the ledger, only how many entries there
 * are (docs/decisions/0022-witnesses-and-tiles.md).
 */
export function mountLedgerRoutes(app: Express, findResource: FindLedgerResource): void {
  const answer: RequestHandler = async (request, response) => {
    const query = readQuery(request.originalUrl, {});
    if (!query.ok) {
      sendProblem(request, response, query.refusal);
      return;
    }
    const resource = await findResource(request.path.slice('/ledger/'.length));
    if (resource === undefined) {
      sendProblem(request, response, { code: 'not-found' });
      return;
    }
    response.setHeader('Content-Type', resource.contentType);
    response.setHeader('Cache-Control', resource.cacheControl);
    response.send(resource.body);
  };
  mountRoute(app, '/ledger/checkpoint', { get: answer, head: 'AS_GET' });
  mountRoute(app, '/ledger/proof/:index', { get: answer, head: 'AS_GET' });
  mountRoute(app, '/ledger/tile/*tile', { get: answer, head: 'AS_GET' });
}
