import type { Rooms } from '../../src/compose.ts';
import type { ShownScope } from '../../src/consent/index.ts';

type Recipient = Parameters<Rooms['agreements']['findOrganisation']>[0];

interface ChoiceBody {
  readonly purposes: ShownScope['purposes'];
  readonly recipients: { readonly organisations: readonly Recipient[] };
  readonly categories: { readonly permit?: ShownScope['categories'] };
  readonly informationGiven?: object;
}

/** A choice to share on a notice that names exactly what it permits, composed for it in the room itself. */
export async function onNotice(
  { agreements, consents }: Pick<Rooms, 'agreements' | 'consents'>,
  body: object,
): Promise<object> {
  const { purposes, recipients, categories, informationGiven } = body as ChoiceBody;
  if ((categories.permit ?? []).length === 0) return without(body);
  const found = await Promise.all(
    recipients.organisations.map((each) => agreements.findOrganisation(each, new Date())),
  );
  const composed = await consents.composeNotice(
    {
      type: 'SHARE',
      purposes,
      recipients: {
        organisations: found.flatMap((each) => (each === undefined ? [] : [each.organisationId])),
        departments: [],
        roles: [],
        organisationTypes: [],
      },
      categories: categories.permit ?? [],
      period: { from: null, to: null },
      dataPeriod: { from: null, to: null },
    },
    'en',
    () => 'the school',
    null,
  );
  if (!composed.ok) throw new Error(composed.refusal.rule);
  return {
    ...body,
    informationGiven: { ...informationGiven, noticeVersion: composed.value.noticeVersion },
  };
}

/** A refusal needs no notice. */
function without(body: object): object {
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'informationGiven'));
}
