import type { JWK } from 'jose';
import type { SignInKind } from './sign-in-book.ts';

/** How the region's sign-in provider is started, as a process of its own. */
export interface SignInProcessSettings {
  readonly kind: SignInKind;
  /** The https address under which it is reached; it listens on its port. */
  readonly issuer: string;
  /** One PEM file with its certificate and private key. */
  readonly serverCertificateFile: string;
  readonly clientId: string;
  readonly redirectUri: string;
  /** The public half of the surface's key. */
  readonly clientKey: JWK;
}

/** What the process tells whoever started it. */
export type SignInProcessReport =
  { readonly kind: 'listening' } | { readonly kind: 'failed'; readonly message: string };
