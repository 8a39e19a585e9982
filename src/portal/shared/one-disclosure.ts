import type { OwnDisclosure } from '../../exchange/index.ts';
import type { PageAnswer, PageDefinition, Visit } from '../../pages/index.ts';
import { type PortalDeps, forPerson, showPerson } from '../portal-deps.ts';
import { showDisclosure } from './shared-page.ts';

type AboutPerson = Parameters<Parameters<typeof forPerson>[2]>[0];

/** Answers a visit to one disclosure that the reader may know of; any other is not there. */
function forDisclosure(
  deps: PortalDeps,
  visit: Visit,
  answer: (disclosure: OwnDisclosure, personal: AboutPerson) => Promise<PageAnswer>,
): Promise<PageAnswer> {
  return forPerson(deps, visit, async (personal) => {
    const all = await deps.own.listDisclosures(personal.reader, personal.about, {}, 'RECEIPT', visit.now);
    const found = all.find(({ noticeId }) => noticeId === visit.parameters['disclosure']);
    return found === undefined ? { kind: 'NOT_FOUND' } : answer(found, personal);
  });
}

/** One disclosure, with its proof checked while the reader waits. */
export function disclosurePage(deps: PortalDeps): PageDefinition {
  return {
    path: '/people/:person/shared/:disclosure',
    get: (visit) =>
      forDisclosure(deps, visit, async (disclosure, { about }) => {
        const proof = await deps.own.proveDisclosure(disclosure);
        return {
          kind: 'PAGE',
          template: 'shared/one.njk',
          view: {
            person: showPerson(about),
            disclosure: showDisclosure(disclosure, visit.language),
            proof:
              proof === undefined
                ? undefined
                : { holds: proof.holds, place: String(proof.index), mayKeep: disclosure.wasTold },
          },
        };
      }),
  };
}

/** The proof as a file, for whoever was told; anybody can check it without asking us. */
export function disclosureReceiptPage(deps: PortalDeps): PageDefinition {
  return {
    path: '/people/:person/shared/:disclosure/receipt.json',
    get: (visit) =>
      forDisclosure(deps, visit, async (disclosure) => {
        const proof = disclosure.wasTold ? await deps.own.proveDisclosure(disclosure) : undefined;
        if (proof === undefined) return { kind: 'NOT_FOUND' };
        const { verifierKey, receipt, opening } = proof;
        return {
          kind: 'FILE',
          mediaType: 'application/json',
          fileName: 'receipt.json',
          body: Buffer.from(`${JSON.stringify({ verifierKey, receipt, opening }, null, 2)}\n`),
        };
      }),
  };
}
