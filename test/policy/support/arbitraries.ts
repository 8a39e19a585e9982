import fc from 'fast-check';
import type { SegmentCase } from '../../../src/policy/index.ts';
import { attributeValues } from '../../../src/policy/attributes.ts';
import { cutRegion, everything } from '../../../src/policy/box.ts';
import { pickCase } from '../../../src/policy/case-space.ts';
import { categoryCodes, handlingFlags } from '../../../src/vocabulary/index.ts';
import { baselineBundle } from './bundles.ts';

/**
 * Every recipient × purpose × message that the rows tell apart: one case of each piece into which the rows cut all of
 * them, cases without a row included.
 */
export const everyRecipient: readonly SegmentCase[] = [
  ...cutRegion(
    everything,
    baselineBundle.rows.flatMap(({ selectors }) => selectors),
  ),
].map(pickCase);

/** Any case whose codes are known. Rows are met as often as not. */
export const segmentCase: fc.Arbitrary<SegmentCase> = fc
  .record({
    recipient: fc.constantFrom(...everyRecipient),
    purpose: fc.option(fc.constantFrom(...attributeValues.purpose), { nil: undefined, freq: 4 }),
    messageType: fc.option(fc.constantFrom(...attributeValues.messageType), { nil: undefined }),
    facts: fc.record({
      category: fc.constantFrom(...categoryCodes),
      level: fc.constantFrom(...attributeValues.level),
      linkedToNeed: fc.boolean(),
      attested: fc.boolean(),
      effect: fc.constantFrom('DETERMINATIVE' as const, 'WEIGHTED' as const, 'RECORD_ONLY' as const),
      choice: fc.constantFrom(...attributeValues.choice),
      childPermits: fc.boolean(),
      flags: fc.oneof(fc.constant([]), fc.uniqueArray(fc.constantFrom(...handlingFlags), { maxLength: 3 })),
      aboutOthers: fc.boolean(),
      approved: fc.boolean(),
      leadApproves: fc.boolean(),
      ownAccess: fc.boolean(),
    }),
  })
  .map(({ recipient, purpose, messageType, facts }) => ({
    ...recipient,
    ...facts,
    purpose: purpose ?? recipient.purpose,
    messageType: messageType ?? recipient.messageType,
  }));
