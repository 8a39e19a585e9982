import { z } from 'zod';

/** `LocatorAnswer` as it goes over the wire. */
export const locatorAnswerSchema = z
  .strictObject({
    services: z
      .array(
        z
          .strictObject({
            exchangeId: z.uuid(),
            organisation: z.string(),
            role: z.string().exactOptional(),
            phone: z.string().exactOptional(),
          })
          .readonly(),
      )
      .readonly(),
    records: z
      .array(
        z
          .strictObject({
            exchangeId: z.uuid(),
            body: z.string().meta({ description: 'Base64 of the very bytes that the receipt speaks of.' }),
            headers: z.record(z.string(), z.string()).readonly().meta({
              description:
                'The headers of a delivery: `assent-receipt`, `assent-receipt-opening`, `assent-dispatch` and the others.',
            }),
          })
          .readonly(),
      )
      .readonly(),
    footer: z.string().meta({ description: 'Always the same, whatever is or is not there.' }),
  })
  .readonly()
  .meta({ description: 'Who is involved, as far as you may know. Nobody else is counted or hinted at.' });
