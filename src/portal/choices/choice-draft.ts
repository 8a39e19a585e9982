import { z } from 'zod';
import type { ChoicePlan } from '../../exchange/index.ts';
import { type JsonObject, asId } from '../../platform/index.ts';
import { isCategoryCode, isPurposeCode, roles } from '../../vocabulary/index.ts';

const category = z.string().refine(isCategoryCode);

/** A choice that is being made, as the session keeps it: identifiers and codes, nothing that anybody wrote. */
const draftSchema = z.object({
  /** The name of the person in addresses: a draft about one child is never taken for another. */
  person: z.string(),
  organisation: z
    .uuid()
    .transform((text) => asId<'Organisation'>(text))
    .nullable(),
  /** Who of those who work there; `null` is everybody who needs it. */
  role: z.enum(roles).nullable(),
  purpose: z.string().refine(isPurposeCode).nullable(),
  permit: z.array(category),
  deny: z.array(category),
  /** `undefined` in a question that was not answered yet. */
  until: z.iso.date().nullable().optional(),
});

/** A choice that is being made. */
export type ChoiceDraft = z.infer<typeof draftSchema>;

/** The draft about a person in a session, or an empty one. */
export function readDraft(kept: JsonObject | null, person: string): ChoiceDraft {
  const parsed = draftSchema.safeParse(kept?.['choice']);
  return parsed.success && parsed.data.person === person
    ? parsed.data
    : { person, organisation: null, role: null, purpose: null, permit: [], deny: [] };
}

/** The draft as the session keeps it. */
export function keepDraft(draft: ChoiceDraft): JsonObject {
  return { choice: JSON.parse(JSON.stringify(draft)) as JsonObject };
}

/** The choice that the draft comes to, once every question is answered. */
export function finishDraft({
  organisation,
  role,
  purpose,
  permit,
  deny,
  until,
}: ChoiceDraft): ChoicePlan | undefined {
  if (organisation === null || purpose === null || until === undefined) return undefined;
  return permit.length + deny.length === 0 ? undefined : { organisation, role, purpose, permit, deny, until };
}
