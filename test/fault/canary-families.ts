import { randomBytes, randomUUID } from 'node:crypto';
import { type PersonId, newId } from '../../src/platform/index.ts';
import type { SegmentedMessage } from '../../src/records/index.ts';
import { asExchange, freshReferral, push, referralSentAt, schoolLead } from '../support/exchanges.ts';
import type { TestGateway } from '../support/gateway.ts';

/** A child and a parent, every free text about whom carries a canary of their own. */
export interface CanaryFamily {
  readonly child: PersonId;
  readonly parent: PersonId;
  readonly nhsNumber: string;
  /** Unique texts of 128 random bits each. */
  readonly canaries: readonly string[];
  readonly exchangeId: string;
}

/** The first synthetic NHS numbers from a serial on (docs/domain/04: they begin with 999; the last digit checks the others). */
export function syntheticNhsNumbers(from: number, count: number): readonly string[] {
  const numbers: string[] = [];
  for (let serial = from; numbers.length < count; serial += 1) {
    const digits = `999${String(serial).padStart(6, '0')}`;
    const sum = Array.from(digits).reduce((total, digit, place) => total + Number(digit) * (10 - place), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check !== 10) numbers.push(`${digits}${check}`);
  }
  return numbers;
}

class Canaries {
  readonly made: string[] = [];

  readonly next = (): string => {
    const canary = `CANARY${randomBytes(16).toString('hex')}`;
    this.made.push(canary);
    return canary;
  };
}

/** Registers a family and sends a referral about the child, with a canary in every text that a person writes. */
export async function makeCanaryFamily(system: TestGateway, nhsNumber: string): Promise<CanaryFamily> {
  const { families } = system.rooms;
  const canaries = new Canaries();
  const { next } = canaries;
  const register = async (
    birthDate: string,
    numbers: readonly string[],
    family: string,
  ): Promise<PersonId> => {
    const registered = await families.registerPerson({
      identifiers: numbers.map((value) => ({ system: 'nhs-number' as const, value })),
      demographics: {
        familyName: family,
        givenNames: [next()],
        birthDate,
        sex: 'unknown',
        address: { lines: [next()], postcode: 'ZZ99 4AB', uprn: null },
      },
      by: newId<'Staff'>(),
    });
    if (!registered.ok) throw new Error(`a family is not registered: ${JSON.stringify(registered.refusal)}`);
    return registered.value;
  };
  const familyName = next();
  const child = await register('2019-08-19', [nhsNumber], familyName);
  const parent = await register('1990-03-02', [], familyName);
  await families.recordParentalResponsibility({
    child,
    holder: parent,
    evidence: { type: 'BRTH', documentRef: null },
    validFrom: null,
    verification: { by: newId<'Staff'>(), on: '2026-01-05' },
    by: newId<'Staff'>(),
  });
  const message = plant(freshReferral(), nhsNumber, familyName, next);
  const answer = asExchange(
    await system.region.peers.FPS.send(push(message, schoolLead, { evaluateAt: referralSentAt })),
  );
  return { child, parent, nhsNumber, canaries: canaries.made, exchangeId: answer.exchangeId };
}

/** Members that hold what somebody wrote in their own words. */
const freeTexts = [
  'text',
  'words',
  'relevanceReason',
  'functionFacilitated',
  'observedBy',
  'by',
  'plainSummary',
  'reasonIfNo',
  'lines',
];

function plant(
  message: SegmentedMessage,
  nhsNumber: string,
  familyName: string,
  next: () => string,
): SegmentedMessage {
  const planted = JSON.parse(
    JSON.stringify(message, (name, value: unknown) => {
      if (!freeTexts.includes(name)) return value;
      if (typeof value === 'string') return next();
      return Array.isArray(value) ? value.map(() => next()) : value;
    }),
  ) as SegmentedMessage;
  return {
    ...planted,
    messageId: randomUUID(),
    subject: {
      ...planted.subject,
      identifiers: [{ system: 'nhs-number', value: nhsNumber }],
      demographics: {
        ...planted.subject.demographics,
        name: { family: familyName, given: [next()] },
        birthDate: '2019-08-19',
      },
    },
    // Whoever judged is a member of staff and no free text.
    ...(message.leadDecision === undefined ? {} : { leadDecision: message.leadDecision }),
  };
}
