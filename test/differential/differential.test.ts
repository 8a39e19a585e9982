import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { findDifference } from './find-difference.ts';
import { runDifferential } from './run-differential.ts';

describe('two things that were made alike', () => {
  const now = new Date();
  const one = { id: randomUUID(), again: '', at: now.toISOString(), word: 'same' };

  it('do not differ in identifiers and instants of their own', () => {
    const other = { ...one, id: randomUUID(), at: new Date(now.getTime() + 500).toISOString() };
    expect(findDifference(one, other)).toBeUndefined();
  });

  it('differ in words, in instants of a story, and where one names itself and the other somebody else', () => {
    expect(findDifference(one, { ...one, word: 'other' })).toContain('other');
    expect(findDifference({ at: '2028-01-07T15:00:00Z' }, { at: '2028-01-07T15:00:01Z' })).toBeDefined();
    const [mine, theirs] = [randomUUID(), randomUUID()];
    expect(findDifference({ id: mine, again: mine }, { id: theirs, again: randomUUID() })).toBeDefined();
  });
});

describe('a gateway that remembers by editions and epochs', () => {
  it('answers, writes down and delivers what one does that asks everything anew', async () => {
    const { differences, delivered, changes, answers } = await runDifferential({ exchanges: 40, seed: 20 });
    expect(differences).toEqual([]);
    // Some went and some did not, and what is remembered changed meanwhile, or nothing was compared.
    expect(delivered).toBeGreaterThan(10);
    expect(changes).toBeGreaterThan(5);
    expect(Object.keys(answers).length).toBeGreaterThan(1);
  });

  it('would be found if it believed what it once read', async () => {
    const { differences } = await runDifferential({ exchanges: 60, seed: 20, control: true });
    expect(differences.length).toBeGreaterThan(0);
  });
});
