import { randomBytes, randomUUID } from 'node:crypto';
import { type Ask, answerInTimeClass, askTogether, newId, type PersonId } from '../platform/index.ts';
import { checkEnvironment } from './check-environment.ts';
import { decodeDemographics, encodeDemographics, type Demographics } from './demographics.ts';
import type { FamiliesDeps } from './families-deps.ts';
import type { StoredSearch } from './families-sql.ts';
import {
  findCandidateRows,
  findDecoyRows,
  recordDecoyRow,
  type CandidateRow,
  type CandidateSearch,
  type DecoyRow,
} from './find-families-sql.ts';
import { isExactMatch, matchThreshold, scoreCandidate, type ComparedFacts } from './match-score.ts';
import { parseIdentifier, type IdentifierSystem } from './parse-identifiers.ts';
import { demographicsContext } from './record-demographics.ts';
import { hashIdentifier } from './record-identifier.ts';
import { deriveSearchKeys, searchKinds } from './search-keys.ts';

/** What a sender says about whom a message is about. Nothing of it is believed until it has been matched. */
export interface MatchCandidate extends ComparedFacts {
  readonly identifiers: readonly { readonly system: IdentifierSystem; readonly value: string }[];
}

/** Why nobody was matched. For the ledger only: whoever asks gets one and the same answer (docs/domain/04 §4.6). */
export type NoMatchReason = 'NONE' | 'MANY' | 'LOW' | 'RESTRICTED' | 'RETIRED_IDENTIFIER';

/** One person for certain, or nobody. */
export type MatchResult =
  | { readonly kind: 'MATCH'; readonly person: PersonId }
  | { readonly kind: 'NO_MATCH'; readonly why: NoMatchReason };

/** How many candidates are opened and compared, always that many. */
const candidateSlots = 5;
/** How many numbers are looked up, always that many. */
const identifierSlots = 4;

/**
 * Matches what a sender says to one registered person, or to nobody (docs/domain/04 §4.6). Whatever comes of it, it makes
 * the same look-ups, opens the same number of records and answers in the same time class: whoever asks learns nothing
 * about who is registered, restricted or retired.
 */
export class DataSubjectMatcher {
  readonly #deps: FamiliesDeps;
  readonly #findCandidates: Ask<CandidateSearch, readonly CandidateRow[]>;
  #decoys: readonly DecoyRow[] = [];

  constructor(deps: FamiliesDeps) {
    this.#deps = deps;
    // One more than is opened, so that a crowd is noticed.
    this.#findCandidates = askTogether((asked) => findCandidateRows(deps.pool, asked, candidateSlots + 1));
  }

  /** Matches one candidate. */
  async matchDataSubject(candidate: MatchCandidate): Promise<MatchResult> {
    const decoys = await this.#loadDecoys();
    return answerInTimeClass(this.#deps.timer, this.#deps.matchTimeClass, () =>
      this.#match(candidate, decoys),
    );
  }

  async #match(candidate: MatchCandidate, decoys: readonly DecoyRow[]): Promise<MatchResult> {
    const identifiers = hashIdentifiers(this.#deps, candidate);
    const sentNhsNumber = identifiers.some(({ system }) => system === 'nhs-number');
    const searches = hashSearches(this.#deps, candidate);
    const found = await this.#findCandidates({ identifiers, searches });
    const opened = await this.#openAll(found.slice(0, candidateSlots), decoys);
    return judge(candidate, sentNhsNumber, opened, found.length > candidateSlots);
  }

  /** Opens the candidates, and a decoy in place of each that is missing. */
  async #openAll(
    rows: readonly CandidateRow[],
    decoys: readonly DecoyRow[],
  ): Promise<readonly { readonly row: CandidateRow; readonly known: Demographics }[]> {
    const opened = await Promise.all(
      decoys.map(async (decoy, slot) => {
        const row = rows[slot];
        const known =
          row === undefined
            ? await this.#open(decoy.person, decoy.sealed, decoyContext(decoy.slot))
            : await this.#open(row.person, row.sealed, demographicsContext(row.person, row.version));
        return row === undefined || known === undefined ? undefined : { row, known };
      }),
    );
    return opened.filter((candidate) => candidate !== undefined);
  }

  async #open(person: PersonId, sealed: Buffer, context: string): Promise<Demographics | undefined> {
    const opened = await this.#deps.keyStore.openForPerson(person, sealed, context);
    return opened === undefined ? undefined : decodeDemographics(opened);
  }

  /** Decoys are made once for a database, by whichever process is first, and kept in memory after that. */
  async #loadDecoys(): Promise<readonly DecoyRow[]> {
    if (this.#decoys.length === candidateSlots) return this.#decoys;
    const { pool, keyStore } = this.#deps;
    const stored = await findDecoyRows(pool);
    const taken = new Set(stored.map(({ slot }) => slot));
    for (const slot of Array.from({ length: candidateSlots }, (_, index) => index)) {
      if (taken.has(slot)) continue;
      const person = newId<'Person'>();
      await keyStore.createPersonKey(person);
      const sealed = await keyStore.sealForPerson(person, encodeDemographics(invented()), decoyContext(slot));
      await recordDecoyRow(pool, { slot, person, sealed });
    }
    this.#decoys = (await findDecoyRows(pool)).slice(0, candidateSlots);
    return this.#decoys;
  }
}

function judge(
  candidate: MatchCandidate,
  sentNhsNumber: boolean,
  opened: readonly { readonly row: CandidateRow; readonly known: Demographics }[],
  crowded: boolean,
): MatchResult {
  const judged = opened.map(({ row, known }) => {
    const nhsNumberAgrees = row.agreeing.includes('nhs-number');
    const numbers = {
      nhsNumberAgrees,
      nhsNumberDiffers: sentNhsNumber && !nhsNumberAgrees && row.hasNhsNumber,
      otherNumberAgrees: row.agreeing.some((system) => system !== 'nhs-number'),
    };
    const exact = isExactMatch(candidate, known, numbers);
    return { row, exact, sure: exact || scoreCandidate(candidate, known, numbers) >= matchThreshold };
  });
  if (judged.some(({ row }) => row.retired)) return noMatch('RETIRED_IDENTIFIER');
  const exact = judged.filter((each) => each.exact);
  const sure = exact.length > 0 ? exact : judged.filter((each) => each.sure);
  const [only] = sure;
  if (judged.length === 0) return noMatch('NONE');
  if (only === undefined) return noMatch(crowded ? 'MANY' : 'LOW');
  if (sure.length > 1 || (crowded && !only.exact)) return noMatch('MANY');
  return only.row.restricted ? noMatch('RESTRICTED') : { kind: 'MATCH', person: only.row.person };
}

function noMatch(why: NoMatchReason): MatchResult {
  return { kind: 'NO_MATCH', why };
}

/**
 * The hashes of the numbers that were sent, filled up with hashes that stand for nothing. A number that is badly typed,
 * does not belong in this environment, or has a doubtful check letter is not looked up (docs/domain/04 §4.3).
 */
function hashIdentifiers(
  deps: FamiliesDeps,
  candidate: MatchCandidate,
): readonly { readonly system: string; readonly hash: Buffer }[] {
  const usable = candidate.identifiers.flatMap(({ system, value }) => {
    const parsed = parseIdentifier(system, value, 'PARTNER');
    if (!parsed.ok || system === 'uprn' || parsed.value.warnings.includes('upn-check-letter')) return [];
    const fits = checkEnvironment(parsed.value, deps.mode);
    return fits.ok ? [fits.value] : [];
  });
  return Array.from({ length: identifierSlots }, (_, slot) => {
    const identifier = usable[slot];
    return identifier === undefined
      ? { system: 'none', hash: deps.keyStore.lookupHash('families.none', randomUUID()) }
      : { system: identifier.system, hash: hashIdentifier(deps, identifier) };
  });
}

/** One hash of each kind, of something invented where the facts for it are missing. */
function hashSearches(deps: FamiliesDeps, candidate: MatchCandidate): readonly StoredSearch[] {
  const keys = new Map(deriveSearchKeys(candidate).map(({ kind, value }) => [kind, value]));
  return searchKinds.map((kind) => ({
    kind,
    hash: deps.keyStore.lookupHash(`families.${kind}`, keys.get(kind) ?? randomUUID()),
  }));
}

function decoyContext(slot: number): string {
  return `families decoy ${String(slot)}`;
}

function invented(): Demographics {
  return {
    familyName: randomBytes(5).toString('hex'),
    givenNames: [randomBytes(4).toString('hex')],
    birthDate: '1900-01-01',
    sex: 'unknown',
    address: {
      lines: [randomBytes(12).toString('hex')],
      postcode: randomBytes(3).toString('hex'),
      uprn: null,
    },
  };
}
