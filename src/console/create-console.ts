import { type SignInProvider, type Surface, createPagesApp } from '../pages/index.ts';
import { openAccount } from './accounts.ts';
import type { ConsoleDeps } from './console-deps.ts';
import { emergencyPage } from './desk/emergency-page.ts';
import { familyPage } from './desk/family-page.ts';
import { feedbackPage } from './desk/feedback-page.ts';
import { holdPages } from './desk/hold-pages.ts';
import { sharePage } from './desk/share-page.ts';
import { decisionPage } from './explain/decision-page.ts';
import { findPages } from './find/find-pages.ts';
import { homePage } from './home/home-page.ts';
import { ledgerPages } from './prove/ledger-pages.ts';
import { casePages } from './review/case-pages.ts';
import { policyPages } from './rehearse/policy-pages.ts';

/** What the console is made of. */
export interface ConsoleOptions
  extends ConsoleDeps, Pick<Surface, 'origin' | 'sessionKey' | 'clock' | 'log' | 'metrics'> {
  readonly provider: SignInProvider;
}

/** Makes the officers' console. The caller puts it behind the listener for browsers. */
export function createConsole(options: ConsoleOptions): ReturnType<typeof createPagesApp> {
  return createPagesApp(
    {
      ...options,
      name: 'staff',
      templates: new URL('./templates/', import.meta.url),
      catalogues: new URL('./catalogues/', import.meta.url),
      languages: ['en'],
      // A draft of a policy is sent whole.
      formLimit: 320,
      manner: { leavesAtOnce: false, isWide: true },
      places: [{ href: '/', key: 'layout.home' }],
      openAccount: (identity, at) => openAccount(options, identity, at),
    },
    [
      homePage(options),
      sharePage(options),
      familyPage(options),
      ...casePages(options),
      ...holdPages(options),
      emergencyPage(options),
      feedbackPage(options),
      ...findPages(options),
      decisionPage(options),
      ...policyPages(options),
      ...ledgerPages(options),
    ],
  );
}
