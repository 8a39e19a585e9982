import { z } from 'zod';
import { optOutSources, protectionKinds, tellingChannels, tellingFormats } from '../vocabulary/index.ts';

/** `ProtectionAnswer` as it goes over the wire. */
export const protectionAnswerSchema = z
  .strictObject({
    protectionId: z.uuid().meta({ description: 'Names what was recorded. Keep it: its ending needs it.' }),
    kind: z.enum(protectionKinds),
    from: z.iso.date(),
    to: z.iso.date().exactOptional().meta({ description: 'First day on which it no longer holds.' }),
    endedOn: z.iso.date().exactOptional().meta({ description: 'The same, as it was ended since.' }),
    optOut: z
      .strictObject({
        optedOut: z.boolean(),
        source: z.enum(optOutSources),
        setAs: z.enum(['SELF', 'PR_HOLDER', 'LPA', 'DEPUTY', 'LA_CARE_ORDER']),
      })
      .readonly()
      .exactOptional(),
    preferences: z
      .strictObject({
        channel: z.enum(tellingChannels),
        language: z.string(),
        format: z.enum(tellingFormats),
      })
      .readonly()
      .exactOptional(),
    recordedAt: z.iso
      .datetime({ offset: true })
      .meta({ description: 'From then on no decision is made without it.' }),
  })
  .readonly()
  .meta({
    description:
      'What protects somebody, as you recorded it: never who is safe to tell, and never where anybody is.',
  });
