import { z } from 'zod';

/** One rule that one place of a body breaks, as it goes over the wire. */
export const problemDetailSchema = z.strictObject({
  pointer: z
    .string()
    .meta({ description: 'JSON pointer into your body (RFC 6901), or the name of a header.' }),
  rule: z.string().meta({ description: 'Stable name of the rule that is broken.' }),
  message: z.string().meta({ description: 'The rule in words. The value that broke it is never repeated.' }),
});
