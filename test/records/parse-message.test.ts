import { describe, expect, it } from '@jest/globals';
import { parseMessage, recordTypes } from '../../src/records/index.ts';

describe('parseMessage', () => {
  for (const type of recordTypes) {
    for (const example of type.examples) {
      it(`takes the example "${example.title}" as it stands`, () => {
        const message = example.build();
        const parsed = parseMessage(JSON.parse(JSON.stringify(message)));
        expect(parsed).toEqual({ ok: true, value: message });
      });
    }
  }
});
