import type { Organisation } from '../../agreements/index.ts';
import type { OrganisationId, PersonId } from '../../platform/index.ts';
import type { CategoryCode, MessageTypeCode, OrganisationType, RoleCode } from '../../vocabulary/index.ts';
import type { House } from '../house.ts';
import { findSendersAbout } from '../record/sender-sql.ts';

/** A service that is involved with somebody: that it is says something of its own kind. */
export interface InvolvedService {
  readonly organisation: Organisation;
  /** As whom somebody there works with them; null where only the organisation is known. */
  readonly role: RoleCode | null;
  /** What kind of information it is that the service is involved. */
  readonly category: CategoryCode;
}

/** How long after its last message a service counts as involved, in days; our proposal, to be agreed locally. */
const involvedDays = 365;
const most = 1000;

/**
 * What it says of a child that somebody in a role works with them. A role that stands nowhere here says nothing: nobody is pointed at
 * whose kind of work is not known.
 */
const kindOfRole: Readonly<Partial<Record<RoleCode, CategoryCode>>> = {
  ...{ SENCO: 'EDU', DSL: 'EDU', DT: 'EDU', HEADTEACHER: 'EDU', CLASS_STAFF: 'EDU' },
  ...{ EY_LEAD: 'EDU', COLLEGE_ALS: 'EDU', EHC_COORD: 'SEN', EP: 'SEN', SENDIASS: 'SEN', ADVOCATE: 'SEN' },
  ...{ SW: 'CIN', SW_MANAGER: 'CIN', MASH_OFFICER: 'CPR', LEAD_PRACT: 'EHP', VCSE_WORKER: 'EHP' },
  ...{ IRO: 'LAC', VSH: 'LAC', FOSTER_CARER: 'LAC', RESI_KEYWORKER: 'LAC' },
  ...{ PAED: 'DEV', SLT: 'DEV', OT: 'DEV', PHYSIO: 'DEV', CNURSE: 'DEV', ALD_NURSE: 'DEV' },
  ...{ CAMHS_CLIN: 'MHC', HV: 'UHP', SN: 'UHP', GP: 'PHY', UEC_CLIN: 'PHY', ASC_SW: 'DIS' },
  ...{ YJ_WORKER: 'YJS', PROBATION: 'YJS', POLICE_PPU: 'CPR', HOUSING: 'HFN' },
};

/** What it says where only the organisation is known; of a trust or a council nobody could say, and nothing is said. */
const kindOfOrganisation: Readonly<Partial<Record<OrganisationType, CategoryCode>>> = {
  SCHOOL: 'EDU',
  EARLY_YEARS: 'EDU',
  COLLEGE: 'EDU',
  GP_PRACTICE: 'PHY',
  HOUSING_PROVIDER: 'HFN',
};

/** What it says that an organisation sent a message of a type. Referrals and what follows them point at nobody (docs/domain/07 X7). */
const kindOfMessage: Readonly<Partial<Record<MessageTypeCode, CategoryCode>>> = {
  ...{ M01: 'SEN', M03: 'SEN', M04: 'SEN', M05: 'SEN', M06: 'EHP', M09: 'CIN', M11: 'EDU' },
  ...{ M12: 'UHP', M13: 'MHC', M14: 'DEV', M15: 'DIS', M16: 'LAC' },
};

/**
 * Everybody who is involved with somebody, found when it is asked and kept nowhere: by the register of who works with them today, and by
 * the messages about them that arrived within the last year (docs/domain/06 S1-11: no central copy).
 */
export async function findServices(
  house: Pick<House, 'relationships' | 'agreements' | 'ledger' | 'pool' | 'clock'>,
  person: PersonId,
  at: Date,
): Promise<readonly InvolvedService[]> {
  const [relationships, sent] = await Promise.all([
    house.relationships.findCurrent(person, at),
    house.ledger.findEntries({
      dataSubject: person,
      kind: 'OUTCOME',
      outcome: 'DELIVERED',
      from: new Date(house.clock.now().getTime() - involvedDays * 86_400_000),
      limit: most,
    }),
  ]);
  const exchanges = sent.flatMap(({ exchangeId }) => (exchangeId === null ? [] : [exchangeId]));
  const senders = await findSendersAbout(house.pool, [...new Set(exchanges)]);
  const organisations = new Map<OrganisationId, Organisation>();
  for (const id of new Set([...relationships, ...senders].map(({ organisationId }) => organisationId)))
    organisations.set(id, await house.agreements.getOrganisation(id, at));
  const services = new Map<string, InvolvedService>();
  const add = (id: OrganisationId, role: RoleCode | null, category: CategoryCode | undefined): void => {
    const organisation = organisations.get(id);
    const key = `${id} ${category ?? ''}`;
    if (category === undefined || organisation?.active !== true || services.has(key)) return;
    services.set(key, { organisation, role, category });
  };
  for (const { organisationId, role } of relationships) {
    const type = organisations.get(organisationId)?.type;
    add(organisationId, role, role === null ? type && kindOfOrganisation[type] : kindOfRole[role]);
  }
  for (const { organisationId, messageType } of senders)
    add(organisationId, null, kindOfMessage[messageType]);
  return [...services.values()];
}
