import { randomUUID } from 'node:crypto';
import type { Organisation } from '../../agreements/index.ts';
import type { SentForm } from '../../pages/index.ts';
import { uuidShape } from '../../platform/index.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { personFields } from './read-person.ts';

/** What was sent in the fields that name somebody and in others, so that a form is shown again with it. */
export function readSent(form: SentForm, fields: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries([...personFields, ...fields].map((name) => [name, form.first(name)]));
}

/** The key under which a form is sent once however often it is sent; a new one for a form that is shown for the first time. */
export function readKey(form: SentForm): string {
  const key = form.first('key');
  return uuidShape.test(key) ? key : randomUUID();
}

/** The organisations that are active at an instant, by their names. */
export async function listActive(
  { agreements }: Pick<ConsoleDeps, 'agreements'>,
  at: Date,
): Promise<readonly Organisation[]> {
  const active = (await agreements.listOrganisations(at)).filter((each) => each.active);
  return active.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** Organisations as a form offers them. */
export function offerOrganisations(
  organisations: readonly Organisation[],
): readonly { readonly value: string; readonly text: string }[] {
  return organisations.map(({ organisationId, name }) => ({ value: organisationId, text: name }));
}
