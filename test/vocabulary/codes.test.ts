import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  categories,
  categoryCodes,
  handlingFlags,
  isCategoryCode,
  isMessageTypeCode,
  isPurposeCode,
  problems,
  purposeCodes,
  reasonCodes,
} from '../../src/vocabulary/index.ts';

const domain = readTree('docs/domain', /\.md$/);
const code = readTree('src', /\.ts$/, 'src/vocabulary') + readTree('policies', /\.yaml$/);

describe('the table of reasons', () => {
  it('has every reason that the domain pages name', () => {
    const named = domain.match(/`?(?:PERMIT|REDACT|HOLD|DENY)_[A-Z0-9_]+[A-Z0-9]/g) ?? [];
    const missing = new Set(
      named.map((text) => text.replace('`', '')).filter((text) => !has(reasonCodes, text)),
    );
    expect([...missing]).toEqual([]);
  });

  it('has no reason that neither the domain pages name nor the code gives', () => {
    expect(reasonCodes.filter((reason) => !domain.includes(reason) && !code.includes(reason))).toEqual([]);
  });
});

describe('the table of problems', () => {
  it('has no problem that nothing tells', () => {
    expect(Object.keys(problems).filter((problem) => !code.includes(`'${problem}'`))).toEqual([]);
  });
});

describe('the codes of docs/domain/03', () => {
  it('are 38 categories in 8 plain groups, with the sensitive services that the page marks', () => {
    expect(categoryCodes).toHaveLength(38);
    expect(new Set(Object.values(categories).map(({ plainGroup }) => plainGroup)).size).toBe(8);
    const sensitive = categoryCodes.filter((category) => categories[category].sensitiveService);
    expect(sensitive.sort()).toEqual(['ADO', 'DAB', 'GID', 'MHC', 'PMH', 'PSU', 'PSY', 'RSK', 'SHR', 'SUC']);
  });

  it('are 23 purposes and 10 flags', () => {
    expect(purposeCodes).toHaveLength(23);
    expect(handlingFlags).toHaveLength(10);
  });

  it('are never taken for what JavaScript objects carry by themselves', () => {
    for (const text of ['constructor', 'toString', '__proto__', 'hasOwnProperty', '']) {
      expect(isCategoryCode(text)).toBe(false);
      expect(isPurposeCode(text)).toBe(false);
      expect(isMessageTypeCode(text)).toBe(false);
    }
  });
});

function has(codes: readonly string[], text: string): boolean {
  return codes.includes(text);
}

function readTree(directory: string, names: RegExp, but?: string): string {
  return readdirSync(directory, { withFileTypes: true })
    .flatMap((entry) => {
      const path = `${directory}/${entry.name}`;
      if (path === but) return [];
      if (entry.isDirectory()) return [readTree(path, names, but)];
      return names.test(entry.name) ? [readFileSync(path, 'utf8')] : [];
    })
    .join('\n');
}
