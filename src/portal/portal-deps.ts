import type { Pool } from '../database/index.ts';
import type { OwnAccount, OwnPerson } from '../exchange/index.ts';
import type { KeyStore } from '../keystore/index.ts';
import type { PageAnswer, Visit } from '../pages/index.ts';
import type { PersonId } from '../platform/index.ts';
import { findPersonOf } from './accounts.ts';

/** What the pages of the portal stand on. */
export interface PortalDeps {
  readonly pool: Pool;
  readonly keyStore: Pick<KeyStore, 'lookupHash' | 'sealForPerson' | 'openForPerson'>;
  readonly own: OwnAccount;
}

/** A visit of somebody of whom it is certain who they are. */
export interface PersonalVisit {
  readonly visit: Visit;
  readonly reader: PersonId;
}

const unknownPerson: PageAnswer = { kind: 'PAGE', template: 'home/unknown.njk', view: {} };

/** Answers a visit of somebody of whom it is certain who they are; anybody else is told what to do. */
export async function forReader(
  deps: PortalDeps,
  visit: Visit,
  answer: (personal: PersonalVisit) => Promise<PageAnswer>,
): Promise<PageAnswer> {
  const reader = visit.account === undefined ? undefined : await findPersonOf(deps, visit.account.accountId);
  return reader === undefined ? unknownPerson : answer({ visit, reader });
}

/** As `forReader`, about the person whom the address names: one of the reader's own, or the page is not there. */
export function forPerson(
  deps: PortalDeps,
  visit: Visit,
  answer: (personal: PersonalVisit & { readonly about: OwnPerson }) => Promise<PageAnswer>,
): Promise<PageAnswer> {
  return forReader(deps, visit, async ({ reader }) => {
    const { people } = await deps.own.findPeople(reader, visit.now);
    const about = people.find(({ key }) => key === visit.parameters['person']);
    return about === undefined ? { kind: 'NOT_FOUND' } : answer({ visit, reader, about });
  });
}

/** How a page speaks of somebody. */
export interface ShownPerson {
  readonly key: string;
  readonly name: string;
  readonly isSelf: boolean;
}

/** Somebody, as every page of theirs speaks of them. */
export function showPerson({ key, givenName, relation }: OwnPerson): ShownPerson {
  return { key, name: givenName, isSelf: relation === 'SELF' };
}
