import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { plainCategories, plainPurposes, plainRoles } from '../../src/consent/notice/plain-words.ts';
import { languages } from '../../src/pages/catalogues.ts';
import { listOfferedRoles } from '../../src/exchange/own-account/offered-roles.ts';
import { organisationTypes, plainGroups } from '../../src/vocabulary/index.ts';
import { findReadingGrade } from '../support/reading-grade.ts';

const folder = new URL('../../src/portal/catalogues/', import.meta.url);
const shared = new URL('../../src/pages/catalogues/', import.meta.url);

interface Sentences {
  readonly [key: string]: string | Sentences;
}

function readJourney(language: string, journey: string, from = folder): Sentences {
  return JSON.parse(readFileSync(new URL(`${language}/${journey}.json`, from), 'utf8')) as Sentences;
}

function listSentences(sentences: Sentences): readonly string[] {
  return Object.values(sentences).flatMap((each) =>
    typeof each === 'string' ? [each] : listSentences(each),
  );
}

/** The keys of sentences, each with what is filled into it. */
function listPlaces(sentences: Sentences, before = ''): readonly string[] {
  return Object.entries(sentences)
    .flatMap(([key, value]) =>
      typeof value === 'string'
        ? [
            `${before}${key} ${(value.match(/\{\{\w+\}\}/g) ?? [])
              .toSorted()
              .filter((each, at, all) => all.indexOf(each) === at)
              .join(' ')}`,
          ]
        : listPlaces(value, `${before}${key}.`),
    )
    .toSorted();
}

const journeys = [
  ...readdirSync(new URL('en/', folder)).map((name) => [name.replace('.json', ''), folder] as const),
  ...['sign-in', 'layout'].map((name) => [name, shared] as const),
];

describe('the words of the portal', () => {
  it('are in English those of the notices, so that a page and a notice never say two things', () => {
    const words = readJourney('en', 'words');
    expect(words['category']).toEqual(plainCategories);
    expect(words['purpose']).toEqual(plainPurposes);
    expect(plainRoles).toMatchObject(words['role'] as object);
    const offered = organisationTypes.flatMap((type) => listOfferedRoles(type)).map(({ role }) => role);
    expect(Object.keys(words['role'] ?? {}).toSorted()).toEqual([...new Set(offered)].toSorted());
    expect(Object.values(words['group'] ?? {})).toEqual(plainGroups);
  });

  it.each(languages)('are there in %s for every journey', (language) => {
    expect(readdirSync(new URL(`${language}/`, folder)).toSorted()).toEqual(
      readdirSync(new URL('en/', folder)).toSorted(),
    );
  });

  it.each(
    languages.flatMap((language) => journeys.map(([journey, from]) => [language, journey, from] as const)),
  )('say in %s all that the English ones say, of the same things: %s', (language, journey, from) => {
    expect(listPlaces(readJourney(language, journey, from))).toEqual(
      listPlaces(readJourney('en', journey, from)),
    );
  });

  it('keep a telephone number in its order where words go from right to left', () => {
    const sentences = journeys.flatMap(([journey, from]) => listSentences(readJourney('ur', journey, from)));
    const numbers = sentences.filter((sentence) => /0\d{3} \d{3}|\{\{phone\}\}/.test(sentence));
    expect(numbers.length).toBeGreaterThan(1);
    for (const each of numbers) expect(each).toMatch(/\u2066[^\u2069]*(?:\d|phone\}\})\u2069/);
  });

  it.each(journeys)('can be read by a child of twelve: %s', (journey, from) => {
    const text = listSentences(readJourney('en', journey, from))
      .map((sentence) => sentence.replaceAll(/\{\{\w+\}\}/g, 'Sam'))
      .join('\n');
    expect(findReadingGrade(text)).toBeLessThanOrEqual(7);
  });

  it.each(journeys)('have no letters that stand for words nobody was told: %s', (journey, from) => {
    // What stands in brackets after its own words is told; NHS is a name that everybody reads as one.
    const known = new Set(['NHS', 'PDF']);
    const found = listSentences(readJourney('en', journey, from)).flatMap((sentence) =>
      (sentence.replaceAll(/\([A-Z]{2,}\)/g, '').match(/\b[A-Z]{2,}s?\b/g) ?? []).filter(
        (word) => !known.has(word),
      ),
    );
    expect(found).toEqual([]);
  });
});
