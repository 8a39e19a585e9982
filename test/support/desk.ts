import { randomUUID } from 'node:crypto';
import type { OrganisationIdentifier } from '../../src/agreements/index.ts';
import { asId } from '../../src/platform/index.ts';
import { people } from '../../src/region/westmarch.ts';
import type { RoleCode } from '../../src/vocabulary/index.ts';
import type { TestConsole } from './console.ts';
import {
  asExchange,
  findPerson,
  freshPlan,
  planSentAt,
  push,
  sue,
  wendysChoice,
  without,
} from './exchanges.ts';
import { onNotice } from './on-notice.ts';
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

/** Has the register say that Jackie's social worker leads for her family, and her mother refuse that the school knows of her plan. */
export async function makeItWait({ system }: TestConsole): Promise<void> {
  const { rooms, region } = system;
  const council = region.organisations.WMC;
  const staffId = asId<'Staff'>('sue.williams');
  const jackie = await findPerson(rooms, '9990001014', '2017-05-14', 'Cormack', 'Jackie');
  await rooms.relationships.recordRelationship(
    jackie,
    {
      kind: 'LEAD',
      organisationId: council,
      staffId,
      role: 'SW',
      basis: 'LEAD_PRACTITIONER',
      evidenceRef: 'allocation',
      from: '2026-01-01',
      to: null,
      recordedBy: { organisationId: council, staffId },
    },
    `lead of ${jackie}`,
    [],
  );
  const key = randomUUID();
  const refusal = { permit: [], deny: ['EDU', 'ATT', 'SEN', 'CIN', 'VOI'] };
  const chosen = await region.peers.WMC.send({
    method: 'POST',
    path: '/v1/consents',
    body: await onNotice(rooms, wendysChoice({ kind: 'OBJECTION', categories: refusal })),
    practitioner: sue,
    boundTo: key,
    idempotencyKey: key,
  });
  if (chosen.status !== 201) throw new Error(chosen.text);
}

/** Sends Jackie's plan, changed as asked, so that it waits; names the hold that was opened for it. */
export async function sendToWait(
  { system }: TestConsole,
  more: Parameters<typeof freshPlan>[0] = {},
): Promise<{ readonly holdId: string; readonly exchangeId: string }> {
  const { exchangeId } = asExchange(
    await system.region.peers.WMC.send(
      push(without(freshPlan(more), 'leadDecision'), sue, { evaluateAt: planSentAt }),
    ),
  );
  const [hold] = await system.rooms.holds.findOfExchange(exchangeId);
  if (hold === undefined) throw new Error('nothing waits');
  return { holdId: hold.holdId, exchangeId };
}

/** Asks at a desk what one’s own council holds of Callum, with whom one does not work (docs/domain/07 X5). */
export async function lookAtCallum(visitor: Visitor, { system }: TestConsole, as: RoleCode): Promise<Answer> {
  return askAt(visitor, '/share', [
    ...nameAtDesk(people.callum),
    ['as', as],
    ['purpose', 'P07'],
    ['type', 'M09'],
    ['kind', 'ATT'],
    ['to', system.region.organisations.WMC],
    ['whom', 'SW CSC'],
  ]);
}
