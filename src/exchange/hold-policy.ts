import type { House } from './house.ts';

/**
 * The house for one piece of work, with the policy that decides as it begins: what is decided in it and what is written down of that go
 * by one text, although another may come into force meanwhile.
 * @throws PolicyUnknownError where it is not known which text decides
 */
export function holdPolicy(house: House): House {
  return { ...house, policy: house.policy };
}
