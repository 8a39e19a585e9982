import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { languages } from '../../src/pages/catalogues.ts';
import { chooseLanguage } from '../../src/pages/choose-language.ts';
import { readReturnAddress } from '../../src/pages/return-address.ts';
import type { PageSession } from '../../src/pages/sessions/page-session.ts';
import { findSessionEnd, isFresh, noteUse } from '../../src/pages/sessions/session-limits.ts';
import { type TrustRule, isProvedBy } from '../../src/pages/sign-in/levels.ts';
import { compileStyles } from './compile-styles.ts';

describe('where to go after signing in', () => {
  it.each(['/', '/people/abc_-9/choices', '/sessions'])('is a path of our own: %s', (path) => {
    expect(readReturnAddress(path)).toBe(path);
  });

  // Thirty ways to name another place, or to seem to name ours.
  it.each([
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '\\/evil.example',
    'https://evil.example',
    'HTTPS://evil.example/',
    'http:evil.example',
    'https:/evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    '/%2f%2fevil.example',
    '/%5cevil.example',
    '%2f%2fevil.example',
    '/\tevil.example',
    '/\n/evil.example',
    '/\r\nLocation: https://evil.example',
    ' //evil.example',
    '/ /evil.example',
    '/@evil.example',
    '@evil.example',
    '/:@evil.example',
    '/evil.example:443',
    '/../../evil',
    '/./',
    '/people//evil.example',
    '/?next=//evil.example',
    '/#//evil.example',
    '/people/..//evil',
    '/\u2215\u2215evil.example',
    '/。evil.example',
    `/${'a'.repeat(400)}`,
    '',
  ])('is home in place of %j', (text) => {
    expect(readReturnAddress(text)).toBe('/');
  });
});

describe('the life of a session', () => {
  const minute = 60_000;
  const start = Date.parse('2027-03-01T09:00:00Z');
  const session: PageSession = {
    handle: 'h',
    startedAt: start,
    seenAt: start,
    pending: null,
    account: null,
    draft: null,
  };
  const after = (minutes: number): Date => new Date(start + minutes * minute);

  it('ends after twenty minutes without use, and not before', () => {
    expect(findSessionEnd(session, after(19.9))).toBeUndefined();
    expect(findSessionEnd(session, after(20))).toBe('IDLE');
  });

  it('ends after four hours however busy it was', () => {
    const busy = { ...session, seenAt: start + 239 * minute };
    expect(findSessionEnd(busy, after(239.9))).toBeUndefined();
    expect(findSessionEnd(busy, after(240))).toBe('ABSOLUTE');
  });

  it('is written down as used at most twice a minute', () => {
    expect(noteUse(session, after(0.4))).toBeUndefined();
    expect(noteUse(session, after(0.5))?.seenAt).toBe(start + 30_000);
  });

  it('lets somebody change something for fifteen minutes after proving who they are', () => {
    expect(isFresh(after(0), after(14.9))).toBe(true);
    expect(isFresh(after(0), after(15))).toBe(false);
    // What was begun by then and is written at length: as long as a session may be idle.
    expect(isFresh(after(0), after(34.9), true)).toBe(true);
    expect(isFresh(after(0), after(35), true)).toBe(false);
  });
});

describe('how well an identity was proved', () => {
  const nhsLogin: TrustRule = { by: 'VECTORS', accepted: ['P9.Cp.Cd', 'P9.Cp.Ck', 'P9.Cm'] };

  it.each(['P9.Cp.Cd', 'P9.Cd.Cp', 'P9.Cp.Ck', 'P9.Cm', 'P10.Cm'])('is good enough: %s', (vector) => {
    expect(isProvedBy({ vot: vector }, nhsLogin)).toBe(true);
  });

  it.each([
    'P5.Cp.Cd',
    'P0.Cp',
    'P9.Cp',
    'P9',
    'P9.Cp.Cd ',
    'p9.Cm',
    '',
    'P9.Cm,P0',
    9,
    null,
    undefined,
    ['P9.Cm'],
  ])('is not: %j', (vector) => {
    expect(isProvedBy({ vot: vector }, nhsLogin)).toBe(false);
  });
});

describe('how well staff were proved', () => {
  const classes: TrustRule = { by: 'CLASSES', accepted: ['AAL2', 'AAL3'] };

  it.each([[{ acr: 'AAL2' }, true] as const, [{ acr: 'AAL3' }, true] as const])(
    '%j is enough',
    (claims, is) => {
      expect(isProvedBy(claims, classes)).toBe(is);
    },
  );

  it.each([{ acr: 'AAL1' }, { acr: 'aal2' }, { acr: ['AAL2'] }, { vot: 'P9.Cp.Cd' }, { acr: '' }, {}])(
    '%j is not',
    (claims) => {
      expect(isProvedBy(claims, classes)).toBe(false);
    },
  );
});

describe('the language of a visit', () => {
  const said = { chosen: '', remembered: undefined, acceptLanguage: undefined };

  it.each([
    [{ ...said, chosen: 'ur', remembered: 'cy', acceptLanguage: 'pl' }, 'ur'],
    [{ ...said, remembered: 'en-x-easy', acceptLanguage: 'pl' }, 'en-x-easy'],
    [{ ...said, acceptLanguage: 'fr, pl;q=0.5, cy-GB;q=0.9' }, 'cy'],
    [{ ...said, acceptLanguage: 'pl;q=0, xx' }, 'en'],
    [{ ...said, chosen: 'constructor', remembered: '../en' }, 'en'],
    [said, 'en'],
  ] as const)('%j is %s', (given, language) => {
    expect(chooseLanguage(given, languages)).toBe(language);
  });
});

describe('the catalogues', () => {
  const folders = ['src/pages/catalogues', 'src/portal/catalogues'];
  const read = (folder: string, language: string, journey: string): Record<string, unknown> =>
    JSON.parse(readFileSync(`${folder}/${language}/${journey}`, 'utf8')) as Record<string, unknown>;
  const all = folders.flatMap((folder) =>
    readdirSync(`${folder}/en`).map((journey) => ({ folder, journey })),
  );
  /** Keys without the endings that say which number they are for, and what each sentence fills in. */
  const shape = (value: unknown, path = ''): string[] =>
    typeof value === 'string'
      ? [
          `${path.replace(/_(?:zero|one|two|few|many|other)$/, '')} ${[
            ...new Set(value.match(/\{\{\w+\}\}/g)),
          ]
            .filter((each) => each !== '{{count}}')
            .toSorted()
            .join()}`,
        ]
      : Object.entries(value as object).flatMap(([key, each]) => shape(each, `${path}.${key}`));
  const unique = (list: readonly string[]): string[] => [...new Set(list)].toSorted();

  it.each(all)('say all of $journey in Welsh', ({ folder, journey }) => {
    expect(unique(shape(read(folder, 'cy', journey)))).toEqual(unique(shape(read(folder, 'en', journey))));
  });

  it.each(languages.flatMap((language) => folders.map((folder) => ({ language, folder }))))(
    'say each journey of $folder that they have in $language whole',
    ({ language, folder }) => {
      for (const journey of readdirSync(`${folder}/${language}`)) {
        expect([journey, unique(shape(read(folder, language, journey)))]).toEqual([
          journey,
          unique(shape(read(folder, 'en', journey))),
        ]);
      }
    },
  );
});

describe('the style sheet', () => {
  const css = readFileSync('src/pages/assets/pages.css', 'utf8');

  it('is what its source says (npm run styles)', () => {
    expect(css).toBe(compileStyles());
  });

  it('has neither the typeface nor the crest of www.gov.uk, and loads nothing', () => {
    expect(css).not.toMatch(/GDS Transport|crest|crown|url\(/);
  });
});
