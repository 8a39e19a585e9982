/** What a choice says, as far as its notice must say it too. */
interface ChoiceBody {
  readonly type?: string;
  readonly purposes?: 'ALL' | readonly string[];
  readonly recipients?: unknown;
  readonly categories?: { readonly permit?: readonly string[] };
  readonly informationGiven?: { readonly language?: string };
}

/** The notice that names exactly what a choice permits, as `/v1/consent-notices` takes it; none where nothing is permitted. */
export function noticeFor(body: object): object | undefined {
  const { type, purposes, recipients, categories, informationGiven } = body as ChoiceBody;
  if (purposes === undefined || purposes === 'ALL' || recipients === 'ALL') return undefined;
  if (informationGiven === undefined) return undefined;
  return {
    scope: { type, purposes, recipients, categories: categories?.permit ?? [] },
    language: informationGiven.language,
  };
}
