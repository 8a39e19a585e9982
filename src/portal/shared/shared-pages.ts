import type { PageDefinition } from '../../pages/index.ts';
import type { PortalDeps } from '../portal-deps.ts';
import { downloadPage } from './download-page.ts';
import { disclosurePage, disclosureReceiptPage } from './one-disclosure.ts';
import { sharedPage } from './shared-page.ts';

/** Who saw what: the list, its files, and each disclosure with its proof. */
export function sharedPages(deps: PortalDeps): readonly PageDefinition[] {
  return [
    sharedPage(deps),
    downloadPage(deps, 'json'),
    downloadPage(deps, 'csv'),
    downloadPage(deps, 'pdf'),
    disclosurePage(deps),
    disclosureReceiptPage(deps),
  ];
}
