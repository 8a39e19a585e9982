import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  consentKinds,
  consentStatuses,
  consentTypes,
  findChoice,
  type ChoiceQuestion,
  type ChoiceResult,
  type ConsentBody,
  type ConsentVersion,
} from '../../src/consent/index.ts';
import { asId } from '../../src/platform/index.ts';
import type { CategoryCode } from '../../src/vocabulary/index.ts';
import {
  bothDecide,
  consentId,
  fernbeck,
  jackie,
  now,
  openDoor,
  piotr,
  version,
  wendy,
} from './consent-fixtures.ts';

const categoriesUsed: readonly CategoryCode[] = ['DEM', 'ATT', 'SEN', 'PMH'];

const recipients: fc.Arbitrary<ConsentBody['recipients']> = fc.oneof(
  fc.constant('ALL' as const),
  fc.record({
    organisations: fc.subarray([fernbeck, openDoor]),
    departments: fc.subarray(['NONE' as const, 'SEND' as const]),
    roles: fc.subarray(['SENCO' as const, 'DSL' as const]),
    organisationTypes: fc.subarray(['SCHOOL' as const, 'VCSE' as const]),
  }),
);

/** Instants around the one asked about, so that periods begin and end on both sides of it. */
const instants = fc.integer({ min: -2, max: 2 }).map((step) => new Date(now.getTime() + step));

const versions: fc.Arbitrary<ConsentVersion> = fc
  .record({
    record: fc.integer({ min: 1, max: 4 }),
    number: fc.integer({ min: 1, max: 3 }),
    sequence: fc.integer({ min: 1, max: 6 }),
    status: fc.oneof(
      { weight: 3, arbitrary: fc.constant('active' as const) },
      fc.constantFrom(...consentStatuses),
    ),
    type: fc.oneof({ weight: 5, arbitrary: fc.constant('SHARE' as const) }, fc.constantFrom(...consentTypes)),
    kind: fc.oneof(
      { weight: 4, arbitrary: fc.constant('CONSENT' as const) },
      fc.constantFrom(...consentKinds),
    ),
    validFrom: instants,
    validTo: fc.option(instants),
    recordedAt: instants,
    person: fc.constantFrom(wendy, piotr, jackie),
    purposes: fc.oneof(fc.constant('ALL' as const), fc.subarray(['P07' as const, 'P02' as const])),
    recipients,
    permit: fc.subarray([...categoriesUsed]),
    deny: fc.oneof({ weight: 4, arbitrary: fc.subarray([...categoriesUsed]) }, fc.constant('ALL' as const)),
    reviewOn: fc.constantFrom(null, '2028-01-07', '2028-01-08'),
    dataPeriod: fc.record({
      from: fc.constantFrom(null, '2027-01-01'),
      to: fc.constantFrom(null, '2027-06-01'),
    }),
  })
  .map((given) =>
    version(
      {
        consentId: consentId(given.record),
        version: given.number,
        sequence: given.sequence,
        status: given.status,
        type: given.type,
        kind: given.kind,
        validFrom: given.validFrom,
        validTo: given.validTo,
        recordedAt: given.recordedAt,
      },
      {
        decidedBy: { person: given.person, capacityBasis: 'PR_HOLDER' },
        purposes: given.purposes,
        recipients: given.recipients,
        categories: { permit: given.permit, deny: given.deny },
        reviewOn: given.reviewOn,
        dataPeriod: given.dataPeriod,
      },
    ),
  );

/** One newest version for each record, as the database gives them. */
const records = fc
  .array(versions, { maxLength: 5 })
  .map((given) => [...new Map(given.map((each) => [each.consentId, each])).values()]);

const questions: fc.Arbitrary<ChoiceQuestion> = fc
  .record({
    category: fc.constantFrom(...categoriesUsed),
    purpose: fc.constantFrom('P07' as const, 'P02' as const),
    organisationId: fc.constantFrom(fernbeck, openDoor),
    department: fc.constantFrom('NONE' as const, 'SEND' as const),
    role: fc.constantFrom('SENCO' as const, 'DSL' as const),
    dataDate: fc.constantFrom(null, '2027-01-01', '2027-06-01', '2028-01-01'),
  })
  .map(({ category, purpose, organisationId, department, role, dataDate }) => ({
    ...bothDecide,
    category,
    purpose,
    recipient: { organisationId, organisationType: 'SCHOOL', department, role },
    dataDate,
  }));

const openness: Readonly<Record<ChoiceResult, number>> = { DENY: 0, CONFLICT: 1, NONE: 2, PERMIT: 3 };

function opennessOf(given: readonly ConsentVersion[], asked: ChoiceQuestion): number {
  return openness[findChoice(given, asked).result];
}

/** The records with the body of one of them changed. */
function change(
  given: readonly ConsentVersion[],
  place: number,
  changed: (body: ConsentBody) => Partial<ConsentBody>,
): ConsentVersion[] {
  return given.map((record, index) =>
    index === place && record.body !== 'ERASED'
      ? { ...record, body: { ...record.body, ...changed(record.body) } }
      : record,
  );
}

const runs = { numRuns: 3_000 };

describe('a choice', () => {
  it('never becomes more permissive by a denial added to a record', () => {
    fc.assert(
      fc.property(
        records,
        questions,
        fc.nat(4),
        fc.constantFrom(...categoriesUsed),
        (given, asked, place, denied) => {
          const stricter = change(given, place, ({ categories: { permit, deny } }) => ({
            categories: { permit, deny: deny === 'ALL' ? 'ALL' : [...deny, denied] },
          }));
          expect(opennessOf(stricter, asked)).toBeLessThanOrEqual(opennessOf(given, asked));
        },
      ),
      runs,
    );
  });

  it('never becomes more permissive by a record added that only denies', () => {
    fc.assert(
      fc.property(records, versions, questions, (given, added, asked) => {
        const denial = change([{ ...added, consentId: consentId(9) }], 0, ({ categories: { deny } }) => ({
          categories: { permit: [], deny },
        }));
        const [record] = denial;
        fc.pre(record?.status !== 'withdrawn');
        expect(opennessOf([...given, ...denial], asked)).toBeLessThanOrEqual(opennessOf(given, asked));
      }),
      runs,
    );
  });

  it('never becomes more permissive by a category taken out of a permit', () => {
    fc.assert(
      fc.property(
        records,
        questions,
        fc.nat(4),
        fc.constantFrom(...categoriesUsed),
        (given, asked, place, removed) => {
          fc.pre(given[place]?.status !== 'withdrawn');
          const stricter = change(given, place, ({ categories: { permit, deny } }) => ({
            categories: { permit: permit.filter((category) => category !== removed), deny },
          }));
          expect(opennessOf(stricter, asked)).toBeLessThanOrEqual(opennessOf(given, asked));
        },
      ),
      runs,
    );
  });

  it('never becomes more permissive by the loss of a record that permits what is asked', () => {
    const permits = versions.map((each) => {
      const [record] = change([each], 0, ({ categories: { permit } }) => ({
        categories: { permit: [...new Set([...permit, 'ATT' as const])], deny: [] },
        reviewOn: null,
      }));
      return { ...(record ?? each), consentId: consentId(9), status: 'active' as const };
    });
    fc.assert(
      fc.property(records, permits, questions, (given, permit, asked) => {
        const attendance = { ...asked, category: 'ATT' as const };
        expect(opennessOf(given, attendance)).toBeLessThanOrEqual(opennessOf([...given, permit], attendance));
      }),
      runs,
    );
  });

  it('never depends on the order of the records, or on repeats', () => {
    fc.assert(
      fc.property(
        fc.array(versions, { maxLength: 6 }),
        questions,
        fc.infiniteStream(fc.nat()),
        (given, asked, keys) => {
          const unique = [
            ...new Map(given.map((each) => [`${each.consentId} ${String(each.version)}`, each])).values(),
          ];
          const shuffled = unique
            .map((each) => ({ each, key: Number(keys.next().value) }))
            .toSorted((a, b) => a.key - b.key)
            .map(({ each }) => each);
          expect(findChoice(shuffled, asked)).toEqual(findChoice(unique, asked));
          expect(findChoice([...shuffled, ...unique], asked)).toEqual(findChoice(unique, asked));
        },
      ),
      runs,
    );
  });

  it('never permits under an unknown code', () => {
    const unknown = asId<'Code'>('XXX') as never;
    fc.assert(
      fc.property(records, questions, fc.nat(3), (given, asked, which) => {
        const twins: readonly ChoiceQuestion[] = [
          { ...asked, purpose: unknown },
          { ...asked, category: unknown },
          { ...asked, recipient: { ...asked.recipient, role: unknown } },
          { ...asked, recipient: { ...asked.recipient, organisationType: unknown } },
        ];
        const twin = twins[which];
        expect(twin !== undefined && findChoice(given, twin).result).toBe('DENY');
      }),
    );
  });

  it('never rests a permit on a record that was withdrawn, and is never more permissive for it', () => {
    fc.assert(
      fc.property(records, questions, fc.nat(4), fc.nat(10_000), (given, asked, place, minutes) => {
        const record = given[place];
        fc.pre(record?.kind === 'CONSENT' && record.status === 'active');
        const withdrawn: ConsentVersion = {
          ...record,
          version: record.version + 1,
          status: 'withdrawn',
          sequence: 100,
        };
        const after = { ...asked, at: new Date(asked.at.getTime() + minutes * 60_000) };
        const finding = findChoice([...given, withdrawn], after);
        expect(
          finding.result === 'PERMIT' && finding.refs.some(({ consentId: id }) => id === record.consentId),
        ).toBe(false);
        expect(openness[finding.result]).toBeLessThanOrEqual(opennessOf(given, after));
      }),
      runs,
    );
  });

  it('permits within its period and at no other time', () => {
    const hours = fc.integer({ min: -100_000, max: 100_000 });
    fc.assert(
      fc.property(hours, hours, hours, (from, length, asked) => {
        const at = (hour: number): Date => new Date(now.getTime() + hour * 3_600_000);
        const to = from + Math.abs(length) + 1;
        const record = version({ validFrom: at(from), validTo: at(to), recordedAt: new Date(0) });
        const { result } = findChoice([record], { ...bothDecide, at: at(asked) });
        expect(result).toBe(from <= asked && asked < to ? 'PERMIT' : 'NONE');
      }),
    );
  });

  it('names only people who did not count among those it ignored', () => {
    fc.assert(
      fc.property(records, questions, (given, asked) => {
        const alone = { ...asked, deciders: asked.deciders.slice(0, 1), neverVerified: [piotr] };
        for (const { person, why } of findChoice(given, alone).ignored) {
          expect(why).toBe(person === piotr ? 'UNVERIFIED' : 'NOT_ENTITLED');
          expect(person).not.toBe(wendy);
        }
      }),
      runs,
    );
  });
});
