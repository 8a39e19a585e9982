import { type SignInProvider, type Surface, createPagesApp, languages } from '../pages/index.ts';
import { openAccount } from './accounts.ts';
import { choicePages } from './choices/choice-pages.ts';
import { homePage } from './home/home-page.ts';
import { linkPages } from './links/link-pages.ts';
import { noticePages } from './notices/notice-pages.ts';
import type { PortalDeps } from './portal-deps.ts';
import { profilePage } from './profile/profile-page.ts';
import { requestPages } from './requests/request-pages.ts';
import { sayPages } from './say/say-pages.ts';
import { sharedPages } from './shared/shared-pages.ts';

/** What the portal is made of. */
export interface PortalOptions
  extends PortalDeps, Pick<Surface, 'origin' | 'sessionKey' | 'clock' | 'log' | 'metrics'> {
  readonly provider: SignInProvider;
}

/** Makes the families' portal. The caller puts it behind the listener for browsers. */
export function createPortal(options: PortalOptions): ReturnType<typeof createPagesApp> {
  return createPagesApp(
    {
      ...options,
      name: 'families',
      templates: new URL('./templates/', import.meta.url),
      catalogues: new URL('./catalogues/', import.meta.url),
      languages,
      manner: { leavesAtOnce: true, isWide: false },
      formLimit: 50,
      places: [
        { href: '/', key: 'layout.home' },
        { href: '/requests', key: 'words.requests' },
        { href: '/notices', key: 'words.notices' },
      ],
      openAccount: (identity, at) => openAccount(options, identity, at),
    },
    [
      homePage(options),
      ...choicePages(options),
      ...sharedPages(options),
      ...noticePages(options),
      ...requestPages(options),
      ...linkPages(options),
      ...sayPages(options),
      profilePage(options),
    ],
  );
}
