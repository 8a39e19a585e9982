import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { hidingFiles } from '../hiding/files.ts';
import { listHidingPlaces } from '../hiding/list-places.ts';
import { hidingPlaces } from '../hiding/places.ts';

describe('the list of hiding places', () => {
  it('is the one in docs/hiding-places.md, and has more than 200', () => {
    expect(readFileSync('docs/hiding-places.md', 'utf8')).toBe(listHidingPlaces());
    expect(hidingPlaces.length * 3 + hidingFiles.length).toBeGreaterThan(200);
  });
});
