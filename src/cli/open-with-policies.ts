import { existsSync } from 'node:fs';
import type { Rooms } from '../compose.ts';
import { type PolicyLibrary, openPolicyLibrary } from '../policy/index.ts';

/** The rooms of one command, and where it finds the texts of policies. */
export interface RoomsWithPolicies {
  /** Opens the rooms, and brings in what was published beside the policy directory. */
  readonly open: () => Promise<Rooms>;
  /** The policy directory; while the rooms are open, with what was published. */
  readonly directory: () => string;
}

/** Lets a command find texts that two sides have published as it finds those of the policy directory. */
export function withPolicies(openRooms: () => Promise<Rooms>, from: () => string): RoomsWithPolicies {
  let library: PolicyLibrary | undefined;
  return {
    directory: () => library?.directory ?? from(),
    open: async () => {
      const rooms = await openRooms();
      // A command that asks for no text needs no directory.
      if (existsSync(from())) library = await openPolicyLibrary(rooms.pool, from());
      return {
        ...rooms,
        close: async () => {
          library?.close();
          library = undefined;
          await rooms.close();
        },
      };
    },
  };
}
