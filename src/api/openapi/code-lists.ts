import {
  caseKinds,
  categories,
  departments,
  handlingFlags,
  legalPowers,
  messageTypes,
  organisationTypes,
  problems,
  purposes,
  reasons,
  roles,
} from '../../vocabulary/index.ts';

/** A vocabulary as it is published: every code, and what it means where the code alone does not say. */
export interface CodeList {
  readonly name: string;
  readonly description: string;
  readonly codes: readonly { readonly code: string; readonly meaning?: string }[];
}

/** The vocabularies that bodies and answers draw on. Each is published once and referred to. */
export const codeLists: readonly CodeList[] = [
  list('CategoryCode', 'A kind of information.', categories, ({ name }) => name),
  list('PurposeCode', 'Why information is used.', purposes, ({ name }) => name),
  list('MessageTypeCode', 'A type of message.', messageTypes, (name) => name),
  list(
    'LegalPowerCode',
    'The law that lets or makes an organisation share.',
    legalPowers,
    ({ source }) => source,
  ),
  list('ReasonCode', 'Why a part was sent, left out or held.', reasons, ({ plain }) => plain),
  list('CaseKind', 'Why officers look at something.', caseKinds, ({ plain }) => plain),
  list('ProblemCode', 'Why a request was refused.', problems, ({ title }) => title),
  plainList('RoleCode', 'What a person is acting as.', roles),
  plainList('OrganisationType', 'What an organisation is.', organisationTypes),
  plainList('Department', 'A part of an organisation that receives for itself.', departments),
  plainList('HandlingFlag', 'A way in which a part must be handled with more care.', handlingFlags),
];

function list<Entry>(
  name: string,
  description: string,
  entries: Readonly<Record<string, Entry>>,
  meaningOf: (entry: Entry) => string,
): CodeList {
  const codes = Object.entries(entries).map(([code, entry]) => ({ code, meaning: meaningOf(entry) }));
  return { name, description, codes };
}

function plainList(name: string, description: string, codes: readonly string[]): CodeList {
  return { name, description, codes: codes.map((code) => ({ code })) };
}
