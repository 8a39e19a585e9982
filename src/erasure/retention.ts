import type { PersonId } from '../platform/index.ts';

/** How many years a record is kept, by what they are counted from (docs/domain/01 §1.11). */
export interface RetentionYears {
  /** From birth, of whoever was registered as a child: "disclosure/audit log … else DOB+25". */
  readonly birth: number;
  /** From birth, of whoever was ever looked after: "until 75th birthday". */
  readonly lookedAfter: number;
  /** From death, of a looked-after child who died under 18: "15 years after death if under 18". */
  readonly death: number;
  /** From the order that retired an identity: "adoption record: 100 years from order". */
  readonly adoption: number;
  /** From the last entry, of whoever was registered as an adult; no page says how long, so it is as for a child's record. */
  readonly lastContact: number;
}

/** Which of the periods holds for somebody. */
export type RetentionRule = keyof RetentionYears;

/** What a person's period is counted from. Days are London days, `YYYY-MM-DD`. */
export interface KeptLife {
  readonly person: PersonId;
  readonly birthDate: string | null;
  readonly diedOn: string | null;
  /** Whether a legal status of the Children Act was ever recorded. */
  readonly lookedAfter: boolean;
  readonly registeredOn: string;
  readonly retiredOn: string | null;
  /** Of the last entry about them. */
  readonly lastSeenOn: string;
  /** Whose parent or carer they are: their record is part of the child's, and is kept as long. */
  readonly children: readonly PersonId[];
}

/** Until when somebody's record is kept, and by which rule. */
export interface RetentionEnd {
  readonly person: PersonId;
  /** The first day on which it is kept no longer. */
  readonly endsOn: string;
  readonly rule: RetentionRule;
}

const adulthood = 18;

/**
 * Until when each of some people is kept. A parent's or carer's record ends with the latest of their own and their children's;
 * a child's is never kept longer because of a parent. Whoever's birth date cannot be read is kept as an adult is.
 */
export function findRetentionEnds(
  lives: readonly KeptLife[],
  years: RetentionYears,
): readonly RetentionEnd[] {
  const own = new Map(lives.map((life) => [life.person, findOwnEnd(life, years)]));
  return lives.map((life) =>
    life.children
      .map((child) => own.get(child))
      .filter((end) => end !== undefined)
      .reduce<RetentionEnd>(
        (latest, { endsOn, rule }) =>
          endsOn > latest.endsOn ? { person: life.person, endsOn, rule } : latest,
        own.get(life.person) ?? findOwnEnd(life, years),
      ),
  );
}

function findOwnEnd(life: KeptLife, years: RetentionYears): RetentionEnd {
  const { person, birthDate, diedOn, retiredOn } = life;
  const end = (rule: RetentionRule, from: string): RetentionEnd => ({
    person,
    rule,
    endsOn: addYears(from, years[rule]),
  });
  if (retiredOn !== null) return end('adoption', retiredOn);
  if (birthDate !== null && life.lookedAfter) {
    return diedOn !== null && diedOn < addYears(birthDate, adulthood)
      ? end('death', diedOn)
      : end('lookedAfter', birthDate);
  }
  if (birthDate !== null && life.registeredOn < addYears(birthDate, adulthood))
    return end('birth', birthDate);
  return end('lastContact', life.lastSeenOn);
}

/** The same day so many years later, or earlier; 29 February becomes 1 March where there is none. */
export function addYears(day: string, years: number): string {
  const [year = '', month = '', date = ''] = day.split('-');
  const moved = new Date(0);
  moved.setUTCFullYear(Number(year) + years, Number(month) - 1, Number(date));
  return moved.toISOString().slice(0, 10);
}
