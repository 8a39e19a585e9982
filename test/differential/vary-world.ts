import { randomUUID } from 'node:crypto';
import type { ChoiceAnswer } from '../../src/exchange/index.ts';
import { type Result, asId } from '../../src/platform/index.ts';
import type { GatewayAnswer, PartnerRequest } from '../../src/region/partner-system.ts';
import { type SystemKey, systems } from '../../src/region/prepare-systems.ts';
import { beginning, expectOk, keysOf } from '../../src/region/seed-rooms.ts';
import { scopeCodes } from '../../src/vocabulary/index.ts';
import type { Random } from '../oracle/random.ts';
import { sue, takeBack, wendysChoice } from '../support/exchanges.ts';
import type { TestRegion } from '../support/gateway.ts';
import { onNotice } from '../support/on-notice.ts';

/** Something that changes before an exchange; what may not last is put right after it. */
export interface Change {
  readonly title: string;
  begin(): Promise<void>;
  end?(): Promise<void>;
}

/** What may change in the region while exchanges go on, by whichever gateway it comes in. */
export function changesOf(
  { rooms, region }: TestRegion,
  send: (request: PartnerRequest) => Promise<GatewayAnswer>,
): (random: Random) => Change {
  const { agreements } = rooms;
  const { FPS, WMC } = region.organisations;
  const consents: string[] = [];
  let names = 0;

  async function chooseAnew(permit: readonly string[]): Promise<void> {
    const answer = await send({
      method: 'POST',
      path: '/v1/consents',
      body: await onNotice(rooms, wendysChoice({ categories: { permit, deny: ['PMH'] } })),
      practitioner: sue,
      idempotencyKey: randomUUID(),
    });
    if (answer.status !== 201) throw new Error(`a choice was refused: ${answer.text}`);
    consents.push((answer.body as ChoiceAnswer).consentId);
  }

  async function findSystemId(key: SystemKey): Promise<Parameters<typeof agreements.suspendSystem>[0]> {
    const found = await agreements.findSystemByClientId(region.prepared.systems[key].clientId);
    if (found === undefined) throw new Error('the region has this system');
    return found.systemId;
  }

  function trainSue(trainingValidTo: string): Promise<void> {
    return done(
      agreements.recordStaff(WMC, {
        staffId: asId<'Staff'>('sue.williams'),
        roles: ['SW', 'LEAD_PRACT'],
        trainingValidTo,
        activeFrom: beginning,
      }),
    );
  }

  return (random) => {
    const key = random.pick(keysOf(systems));
    const permit = random.pick([['ATT'], ['EDU', 'ATT'], ['EDU', 'ATT', 'SEN']]);
    const changes: readonly Change[] = [
      { title: `Wendy lets the school know of ${permit.join()}`, begin: () => chooseAnew(permit) },
      {
        title: 'Wendy takes back what she chose',
        begin: async () => {
          const consentId = consents.pop();
          if (consentId !== undefined) await send(takeBack(consentId));
        },
      },
      {
        title: `the system of ${key} is suspended`,
        begin: () => done(findSystemId(key).then((id) => agreements.suspendSystem(id, 'a check'))),
        end: () => done(findSystemId(key).then((id) => agreements.resumeSystem(id, 'a check'))),
      },
      {
        title: `the system of ${key} may only ask`,
        begin: () => done(findSystemId(key).then((id) => agreements.changeScopes(id, ['decisions:ask']))),
        end: () => done(findSystemId(key).then((id) => agreements.changeScopes(id, [...scopeCodes]))),
      },
      {
        title: 'the school has another name',
        begin: () => done(agreements.updateOrganisation(FPS, { name: `Fernbeck Primary ${(names += 1)}` })),
      },
      {
        title: 'the school has another number to phone',
        begin: () => done(agreements.updateOrganisation(FPS, { dutyPhone: '01632 960 099' })),
        end: () => done(agreements.updateOrganisation(FPS, { dutyPhone: '01632 960 006' })),
      },
      {
        title: 'Sue’s training has ended',
        begin: () => trainSue('2026-01-31'),
        end: () => trainSue('2030-12-31'),
      },
    ];
    return random.pick(changes);
  };
}

async function done(change: Promise<Result<unknown, unknown>>): Promise<void> {
  expectOk(await change);
}
