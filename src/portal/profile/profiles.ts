import { z } from 'zod';
import type { PersonId } from '../../platform/index.ts';
import { tellingFormats } from '../../vocabulary/index.ts';
import type { PortalDeps } from '../portal-deps.ts';
import { spokenLanguages } from '../say/spoken-languages.ts';
import { findProfileRow, recordProfileRow } from './profile-sql.ts';

const profileSchema = z.strictObject({
  /** The language that they speak best, by its BCP 47 tag. */
  language: z.enum(spokenLanguages),
  interpreter: z.boolean(),
  formats: z.array(z.enum(tellingFormats)).readonly(),
});

/** How somebody speaks with services: their language, whether an interpreter is needed, and the forms that they can read or hear. */
export type Profile = Readonly<z.output<typeof profileSchema>>;

type ProfileDeps = Pick<PortalDeps, 'pool' | 'keyStore'>;

/** How somebody speaks with services, as they said it last; nothing where they never did. */
export async function findProfile(
  { pool, keyStore }: ProfileDeps,
  person: PersonId,
): Promise<Profile | undefined> {
  const body = await findProfileRow(pool, person);
  const text = body && (await keyStore.openForPerson(person, body, context));
  return text && profileSchema.parse(JSON.parse(text.toString('utf8')));
}

/** Writes down how somebody speaks with services. */
export async function recordProfile(
  { pool, keyStore }: ProfileDeps,
  person: PersonId,
  profile: Profile,
  at: Date,
): Promise<void> {
  const body = await keyStore.sealForPerson(person, Buffer.from(JSON.stringify(profile)), context);
  await recordProfileRow(pool, { person, at, body });
}

const context = 'portal profile';
