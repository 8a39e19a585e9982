import type { OrganisationIdentifier } from '../../src/agreements/index.ts';
import type { TestConsole } from './console.ts';
import type { Answer, Visitor } from './portal.ts';

/** What a form sends. */
export type Fields = readonly (readonly [string, string])[];

/** How somebody is named at a desk. */
export function nameAtDesk({
  nhsNumber,
  familyName,
  birthDate,
}: {
  readonly nhsNumber: string;
  readonly familyName: string;
  readonly birthDate: string;
}): Fields {
  const [year = '', month = '', day = ''] = birthDate.split('-');
  return [
    ['system', 'nhs-number'],
    ['number', nhsNumber],
    ['family', familyName],
    ['born-day', day],
    ['born-month', month],
    ['born-year', year],
  ];
}

/** The name that forms have for an organisation. */
export async function nameOrganisation(
  { system }: TestConsole,
  identifier: OrganisationIdentifier,
): Promise<string> {
  const found = await system.rooms.agreements.findOrganisation(identifier);
  if (found === undefined) throw new Error(`nobody is registered as ${identifier.value}`);
  return found.organisationId;
}

/** Opens a page of the desk and sends its form. */
export async function askAt(visitor: Visitor, path: string, fields: Fields): Promise<Answer> {
  await visitor.open(path);
  return visitor.send(fields);
}

/** What a page says, without its form and without what is new in every answer. */
export function readCame({ text }: Answer): string {
  const main = /<main[^>]*>(.*?)<form/su.exec(text)?.[1] ?? '';
  return main
    .replaceAll(/<[^>]+>/gu, ' ')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/gu, '…')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}
