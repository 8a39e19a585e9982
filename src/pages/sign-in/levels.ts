/** A vector of trust (RFC 8485), as NHS login writes it: how well an identity was proved (P), and by what means (C). */
export interface VectorOfTrust {
  /** 0 is nothing, 5 is a verified address and number, 9 is a checked document and face (docs/domain/05). */
  readonly identity: number;
  readonly credentials: readonly string[];
}

/** How a provider says how well it proved somebody, and what of that is good enough. */
export type TrustRule =
  /** By `vot`, asked for by `vtr` (RFC 8485), as NHS login does. */
  | { readonly by: 'VECTORS'; readonly accepted: readonly string[] }
  /** By `acr`, asked for by `acr_values` (OpenID Connect Core 2), as NHS CIS2 does: these very classes. */
  | { readonly by: 'CLASSES'; readonly accepted: readonly string[] };

/** What asks a provider for what the rule needs. */
export function askForTrust({ by, accepted }: TrustRule): Readonly<Record<string, string>> {
  return by === 'VECTORS' ? { vtr: JSON.stringify(accepted) } : { acr_values: accepted.join(' ') };
}

/** Whether the claims of a verified ID token say that somebody was proved well enough; what they do not say was not proved. */
export function isProvedBy(claims: object, { by, accepted }: TrustRule): boolean {
  if (by === 'VECTORS') return isGoodEnough('vot' in claims ? claims.vot : undefined, accepted);
  return 'acr' in claims && accepted.some((each) => each === claims.acr);
}

/** Reads a vector of trust; nothing where the text is none. */
function parseVector(text: string): VectorOfTrust | undefined {
  const match = /^P(\d{1,2})((?:\.C[a-z])*)$/.exec(text);
  if (match === null) return undefined;
  const [, level = '', credentials = ''] = match;
  return { identity: Number(level), credentials: credentials.split('.').filter((each) => each !== '') };
}

/**
 * Whether what a provider says it did is at least one of the vectors that are good enough: as well proved, and with every
 * means that the vector names. A provider that says nothing, or something that is no vector, proved nothing.
 */
function isGoodEnough(given: unknown, accepted: readonly string[]): boolean {
  const vector = typeof given === 'string' ? parseVector(given) : undefined;
  if (vector === undefined) return false;
  return accepted.some((text) => {
    const needed = parseVector(text);
    return (
      needed !== undefined &&
      vector.identity >= needed.identity &&
      needed.credentials.every((each) => vector.credentials.includes(each))
    );
  });
}
