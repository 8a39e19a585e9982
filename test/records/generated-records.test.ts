import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JsonValue } from '../../src/platform/index.ts';
import { labelMessage, parseMessage, recordTypes } from '../../src/records/index.ts';
import { generateRecord } from '../support/generate-record.ts';

describe('records generated from their schemas', () => {
  for (const type of recordTypes.filter(({ code }) => code !== 'FHIR')) {
    it(`${type.code}: each is read, and every part of it is labelled at least as its path is`, () => {
      fc.assert(
        fc.property(generateRecord(type), (record) => {
          const parsed = parseMessage(record as unknown as JsonValue);
          expect(parsed.ok ? [] : parsed.refusal).toEqual([]);
          const parts = labelMessage(record).filter(({ part }) => part === 'SEGMENT');
          expect(parts).toHaveLength(record.segments.length);
          for (const part of parts) expect([part.segmentId, part.labelled]).toEqual([part.segmentId, true]);
        }),
        { numRuns: 15 },
      );
    });
  }
});
