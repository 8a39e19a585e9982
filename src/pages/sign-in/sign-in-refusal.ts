/**
 * Why nobody is signed in: the person or the provider said no; the provider's answer does not prove what it should; the
 * provider does not answer; whoever it is has no business on this surface.
 */
export interface SignInRefusal {
  readonly why: 'DECLINED' | 'NOT_PROVED' | 'UNAVAILABLE' | 'UNKNOWN';
  /** A word for the log: nothing of what the provider sent. */
  readonly code: string;
}
