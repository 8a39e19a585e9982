import type { Gateway, Rooms } from '../../src/compose.ts';
import type { House } from '../../src/exchange/index.ts';

/** The rooms for a gateway that asks its registers each question anew. */
export function withoutEditions(rooms: Rooms): Rooms {
  const { agreements } = rooms;
  const plain: Rooms['agreements'] = { ...agreements, openEdition: () => Promise.resolve(plain) };
  return { ...rooms, agreements: plain };
}

/** Lets a gateway ask anew, for every exchange, what is known of its people. */
export function forgetPeople({ house }: Gateway, { consents, families }: Rooms): void {
  const whose = (guards: Parameters<House['known']['loadAuthorityFacts']>[0]) =>
    guards.map(({ person }) => person);
  const known: House['known'] = {
    readEpochs: (persons) => consents.getEpochs(persons),
    loadAuthorityFacts: (guards) => families.loadAuthorityFacts(whose(guards)),
    loadChoices: (guards, at) => consents.loadChoices(whose(guards), at),
    loadProtections: (guards, at) => families.loadProtections(whose(guards), at),
  };
  Object.assign(house, { known });
}

/** The gateway that must be caught: what it once read of people it believes for good, whatever becomes of their epochs. */
export function believeForGood({ house }: Gateway): void {
  const { known } = house;
  const fixed = (guards: Parameters<House['known']['loadAuthorityFacts']>[0]) =>
    guards.map((guard) => ({ ...guard, epoch: 'believed' }));
  const believing: House['known'] = {
    readEpochs: (persons) => known.readEpochs(persons),
    loadAuthorityFacts: (guards) => known.loadAuthorityFacts(fixed(guards)),
    loadChoices: (guards, at) => known.loadChoices(fixed(guards), at),
    loadProtections: (guards, at) => known.loadProtections(fixed(guards), at),
  };
  Object.assign(house, { known: believing });
}
