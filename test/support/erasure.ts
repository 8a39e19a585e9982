import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type OpenedErasure, openErasure } from '../../src/compose/index.ts';
import type { Rooms } from '../../src/compose.ts';
import { type PersonId, asId } from '../../src/platform/index.ts';
import { organisations, people } from '../../src/region/westmarch.ts';
import type { TestRegion } from './gateway.ts';

/** Somebody of the region by their number. @throws Error where nobody answers to it any more */
export async function findPerson(
  { rooms }: { readonly rooms: Pick<Rooms, 'families'> },
  key: keyof typeof people,
): Promise<PersonId> {
  const person = people[key];
  if (!('nhsNumber' in person)) throw new Error('nobody without a number is looked for');
  const [found] = await rooms.families.findNumbered([{ system: 'nhs-number', value: person.nhsNumber }]);
  if (found === undefined) throw new Error('nobody answers to the number');
  return found;
}

/** Erasure over a region's rooms and databases. */
export function openTestErasure({ config, rooms, database }: TestRegion): OpenedErasure {
  return openErasure(config, rooms, { eraser: database.urls });
}

/** Runs an erasure in a process of its own that is killed after a step; gives the signal that ended it. */
export async function eraseUntilKilled(
  system: TestRegion,
  person: PersonId,
  step: string,
): Promise<NodeJS.Signals | null> {
  const child = forkErasure(system, person, step);
  return new Promise((resolve) => {
    child.once('exit', (_code, signal) => {
      resolve(signal);
    });
  });
}

/** Runs an erasure in a process of its own: until it kills itself after a step; or, without one, once it is told to begin. */
export function forkErasure(system: TestRegion, person: PersonId, step?: string): ChildProcess {
  const script = fileURLToPath(new URL('./run-erasure.ts', import.meta.url));
  return fork(script, [person, ...(step === undefined ? [] : [step])], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...process.env,
      ...system.settings,
      DATABASE_ERASER_URL: system.database.urls.gatewayEraser,
      KEYSTORE_ERASER_URL: system.database.urls.keysEraser,
      ASSENT_ERASURE_LIST_FILE: join(system.config.dataDirectory, 'erasure-list'),
    },
  });
}

/** An order of the council's officer, whom the region's staff register has. */
export async function orderOf(
  { rooms }: Pick<TestRegion, 'rooms'>,
  ground: 'REQUEST' | 'RETENTION' = 'REQUEST',
): Promise<Parameters<OpenedErasure['erasure']['erase']>[1]> {
  const council = await rooms.agreements.findOrganisation(organisations.WMC.identifiers[0]);
  if (council === undefined) throw new Error('the council is registered');
  const by = { organisationId: council.organisationId, staffId: asId<'Staff'>('wmc.ig') };
  return { by, ground, reason: 'They asked to be forgotten.' };
}
