export { type Catalogues, type Language, type Translate, getLanguage, languages } from './catalogues.ts';
export { createPagesApp } from './create-pages-app.ts';
export { type PagesTls, createPagesServer } from './create-pages-server.ts';
export type { PageAudience, PageDefinition } from './page-definition.ts';
export { type TrustRule } from './sign-in/levels.ts';
export { readDay } from './read-day.ts';
export { forgetSessionRows } from './sessions/session-sql.ts';
export { type ProvedIdentity } from './sign-in/read-identity.ts';
export {
  type SignInProvider,
  type SignInSettings,
  nameClientKey,
  openSignInProvider,
} from './sign-in/sign-in-provider.ts';
export { returnPath } from './sign-in/sign-in-routes.ts';
export type { Place, Surface } from './surface.ts';
export type { PageAnswer, PageHandler, SentForm, SignedIn, Visit } from './visit.ts';
export { writeCsv } from './write-csv.ts';
export { writeDay, writeInstant } from './write-day.ts';
