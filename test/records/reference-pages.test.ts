import { readFile, readdir } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { listReferencePages } from '../../src/records/index.ts';

/** The same text however it is laid out: padding and rules of tables, blank lines and line breaks in JSON aside. */
function words(text: string): string {
  return text.replaceAll(/-{3,}/g, '---').replaceAll(/\s+/g, '');
}

describe('docs/messages', () => {
  it('says what the record dictionary says, page for page (npm run docs:messages)', async () => {
    const pages = listReferencePages();
    expect((await readdir('docs/messages')).sort()).toEqual(pages.map(({ name }) => name).sort());
    for (const { name, text } of pages)
      expect([name, words(await readFile(`docs/messages/${name}`, 'utf8'))]).toEqual([name, words(text)]);
  });

  it('tells of each type who sends it, how each part is labelled, and gives an example', () => {
    const outcome = listReferencePages().find(({ name }) => name === 'M08.md')?.text ?? '';
    expect(outcome).toContain('- Sent by: `COUNCIL` (`CSC`, `MASH`)');
    expect(outcome).toContain('Labelled: `CPR` (Child protection');
    expect(outcome).toContain('"type": "M08"');
    expect(outcome).toContain('| `familyTold` | boolean |');
  });
});
