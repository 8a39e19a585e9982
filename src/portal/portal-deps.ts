import type { Pool } from '../database/index.ts';
import type { OwnAccount } from '../exchange/index.ts';
import type { KeyStore } from '../keystore/index.ts';
import type { PageAnswer, Visit } from '../pages/index.ts';
import type { PersonId } from '../platform/index.ts';
import { findPersonOf } from './accounts.ts';

/** What the pages of the portal stand on. */
export interface PortalDeps {
  readonly pool: Pool;
  readonly keyStore: Pick<KeyStore, 'lookupHash'>;
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
