import type { PageDefinition } from '../../pages/index.ts';
import type { PortalDeps } from '../portal-deps.ts';
import { checkPage } from './check-page.ts';
import { choiceListPage } from './choice-list-page.ts';
import { previewPage } from './preview-page.ts';
import { receiptFilePage, receiptPage, withdrawPage } from './receipt-pages.ts';
import { untilPage } from './until-page.ts';
import { whatPage } from './what-page.ts';
import { whoPage } from './who-page.ts';
import { whyPage } from './why-page.ts';

/** Everything about choices: making one, its receipt, taking it back. */
export function choicePages(deps: PortalDeps): readonly PageDefinition[] {
  return [
    choiceListPage(deps),
    previewPage(deps),
    whoPage(deps),
    whyPage(deps),
    whatPage(deps),
    untilPage(deps),
    checkPage(deps),
    receiptPage(deps),
    receiptFilePage(deps, 'json'),
    receiptFilePage(deps, 'jws'),
    receiptFilePage(deps, 'pdf'),
    withdrawPage(deps),
  ];
}
