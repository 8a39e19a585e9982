import type { Question } from '../../src/records/index.ts';
import { type OrganisationKey, type RegionPerson, organisations } from '../../src/region/westmarch.ts';

/** A person as messages and requests name their subject. */
export function nameSubject({ nhsNumber, familyName, givenName, birthDate, postcode }: RegionPerson): {
  readonly identifiers: readonly { readonly system: 'nhs-number'; readonly value: string }[];
  readonly demographics: {
    readonly name: { readonly family: string; readonly given: readonly string[] };
    readonly birthDate: string;
    readonly contact?: object;
  };
} {
  return {
    identifiers: nhsNumber === undefined ? [] : [{ system: 'nhs-number', value: nhsNumber }],
    demographics: {
      name: { family: familyName, given: [givenName] },
      birthDate,
      ...(nhsNumber === undefined
        ? { contact: { addresses: [{ lines: ['1 Invented Street'], postcode }] } }
        : {}),
    },
  };
}

/** An organisation and role as a message names them. */
export function at(
  key: OrganisationKey,
  role: string,
  department?: string,
): Extract<Question['recipients'][number], { organisation: unknown }> {
  const [organisation] = organisations[key].identifiers;
  return {
    organisation,
    role,
    ...(department === undefined ? {} : { department }),
  } as Extract<Question['recipients'][number], { organisation: unknown }>;
}

/** A choice about somebody, as a practitioner records it. */
export function choiceOf(about: RegionPerson, more: object): object {
  return {
    dataSubject: nameSubject(about),
    type: 'SHARE',
    kind: 'CONSENT',
    period: { from: '2026-01-01' },
    informationGiven: {
      noticeVersion: 'to be registered',
      language: 'en',
      format: 'standard',
      interpreter: false,
    },
    channel: 'inPerson',
    evidenceRef: 'form 12',
    consequencesExplained: true,
    ...more,
  };
}

/** Organisations as a choice names its recipients. */
export function to(...keys: readonly OrganisationKey[]): object {
  return { organisations: keys.map((key) => organisations[key].identifiers[0]) };
}
