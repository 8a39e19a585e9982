import { z } from 'zod';

/** A calendar day as YYYY-MM-DD that exists. */
const day = z.iso.date();

/** What is known of who and where a person is. Sealed under the person's key wherever it is stored. */
export const demographicsSchema = z.strictObject({
  familyName: z.string().min(1).max(200),
  givenNames: z.array(z.string().min(1).max(200)).max(20),
  birthDate: day,
  sex: z.enum(['female', 'male', 'other', 'unknown']),
  address: z
    .strictObject({
      lines: z.array(z.string().min(1).max(200)).max(8),
      postcode: z.string().min(1).max(20).nullable(),
      /** Normalised as by `parseUprn`. */
      uprn: z
        .string()
        .regex(/^[1-9][0-9]{0,11}$/)
        .nullable(),
    })
    .nullable(),
});

/** Name, birth date, sex and address of one person. */
export type Demographics = z.infer<typeof demographicsSchema>;

/** Turns demographics into the bytes that are sealed. */
export function encodeDemographics(demographics: Demographics): Buffer {
  return Buffer.from(JSON.stringify(demographicsSchema.parse(demographics)));
}

/**
 * Reads demographics that were opened.
 * @throws ZodError when they are not what was sealed
 */
export function decodeDemographics(opened: Buffer): Demographics {
  return demographicsSchema.parse(JSON.parse(opened.toString()));
}
