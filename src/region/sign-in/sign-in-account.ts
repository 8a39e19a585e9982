/** Somebody of the region who has an account with a sign-in provider. */
export interface SignInAccount {
  readonly key: string;
  readonly name: string;
  readonly note: string;
  /** What the provider says of them, beside who they are to it and how well it proved that. */
  readonly claims: Readonly<Record<string, unknown>>;
}
