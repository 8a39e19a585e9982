import { type MongoQuery, createMongoAbility } from '@casl/ability';
import type { OrganisationId } from '../platform/index.ts';

/** One line of an access table: what may be done, and by whom. */
export interface AccessRule<Act extends string, Role extends string> {
  readonly act: Act;
  readonly roles: readonly Role[];
}

/** Who asks: their roles today, and for which organisation they act. */
export interface Asker<Role extends string> {
  readonly organisationId: OrganisationId;
  readonly roles: readonly Role[];
}

/** What somebody wants to do something with: the organisations that took part in it. */
export interface Held {
  readonly organisations: readonly OrganisationId[];
}

/** A compiled access table. */
export interface Access<Act extends string, Role extends string> {
  /** Whether one of the asker's roles may do this with something in which the asker's own organisation took part. */
  mayDo(asker: Asker<Role>, act: Act, held: Held): boolean;
}

const subject = 'Held';

type Abilities = [string, typeof subject | Held];

/**
 * Compiles an access table to CASL, one rule for each role that may do something, each on the condition that the asker's organisation
 * took part. Nothing is asked about a type, no rule is without a condition, and there is no `manage` and no `all`.
 * @throws Error on a table that the library would read as wider than it looks
 */
export function compileAccess<Act extends string, Role extends string>(
  table: readonly AccessRule<Act, Role>[],
): Access<Act, Role> {
  const reserved = table.find(({ act }) => ['manage', 'all', ''].includes(act));
  if (reserved !== undefined) throw new Error('an access table names every act by itself');
  return {
    mayDo: ({ organisationId, roles }, act, held) => {
      if (typeof held !== 'object') throw new Error('a question about a type is no question');
      const rules = table
        .filter((rule) => rule.roles.some((role) => roles.includes(role)))
        .map((rule) => ({ action: rule.act, subject, conditions: ownOnly(organisationId) }) as const);
      const ability = createMongoAbility<Abilities>(rules, { detectSubjectType: () => subject });
      return ability.can(act, held);
    },
  };
}

function ownOnly(organisationId: OrganisationId): MongoQuery {
  return { organisations: { $in: [organisationId] } };
}
