import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import type {
  authorityAnswerSchema,
  authorityQuestionAnswerSchema,
  choiceAnswerSchema,
  emergencyAnswerSchema,
  exchangeAnswerSchema,
  holdAnswerSchema,
  choiceRequestAnswerSchema,
  relationshipAnswerSchema,
} from '../../src/api/answer-schemas.ts';
import type { protectionAnswerSchema } from '../../src/api/protection-answer-schemas.ts';
import type {
  caseAnswerSchema,
  caseListAnswerSchema,
  familyNoticeAnswerSchema,
} from '../../src/api/case-answer-schemas.ts';
import type { mailboxAnswerSchema } from '../../src/api/mailbox-answer-schemas.ts';
import type { MailboxAnswer } from '../../src/exchange/mailbox/mailbox-answers.ts';
import type {
  AuthorityAnswer,
  AuthorityQuestionAnswer,
  ChoiceAnswer,
  EmergencyAnswer,
  ExchangeAnswer,
  HoldAnswer,
  ProtectionAnswer,
  ChoiceRequestAnswer,
  RelationshipAnswer,
} from '../../src/exchange/exchange.ts';
import type { deadlineListAnswerSchema } from '../../src/api/deadline-answer-schemas.ts';
import type {
  CaseAnswer,
  CaseListAnswer,
  DeadlineListAnswer,
  FamilyNoticeAnswer,
} from '../../src/exchange/index.ts';
import type { Id } from '../../src/platform/index.ts';

/** An id that is branded inside is a text outside; everything else is exactly what the exchange answers. */
type OverTheWire<Value> =
  Value extends Id<string>
    ? string
    : Value extends string
      ? Value
      : Value extends readonly (infer Item)[]
        ? readonly OverTheWire<Item>[]
        : Value extends object
          ? { readonly [Key in keyof Value]: OverTheWire<Value[Key]> }
          : Value;

type Same<Left, Right> = [Left] extends [Right] ? ([Right] extends [Left] ? true : never) : never;

describe('the published shapes of answers', () => {
  it('are those that the exchange gives (this file fails to compile where they part ways)', () => {
    const exchange: Same<z.output<typeof exchangeAnswerSchema>, OverTheWire<ExchangeAnswer>> = true;
    const choice: Same<z.output<typeof choiceAnswerSchema>, OverTheWire<ChoiceAnswer>> = true;
    const asked: Same<z.output<typeof choiceRequestAnswerSchema>, OverTheWire<ChoiceRequestAnswer>> = true;
    const relationship: Same<
      z.output<typeof relationshipAnswerSchema>,
      OverTheWire<RelationshipAnswer>
    > = true;
    const authority: Same<z.output<typeof authorityAnswerSchema>, OverTheWire<AuthorityAnswer>> = true;
    const question: Same<
      z.output<typeof authorityQuestionAnswerSchema>,
      OverTheWire<AuthorityQuestionAnswer>
    > = true;
    const hold: Same<z.output<typeof holdAnswerSchema>, OverTheWire<HoldAnswer>> = true;
    const emergency: Same<z.output<typeof emergencyAnswerSchema>, OverTheWire<EmergencyAnswer>> = true;
    const protection: Same<z.output<typeof protectionAnswerSchema>, OverTheWire<ProtectionAnswer>> = true;
    const found: Same<z.output<typeof caseAnswerSchema>, OverTheWire<CaseAnswer>> = true;
    const list: Same<z.output<typeof caseListAnswerSchema>, OverTheWire<CaseListAnswer>> = true;
    const mailbox: Same<z.output<typeof mailboxAnswerSchema>, OverTheWire<MailboxAnswer>> = true;
    const told: Same<z.output<typeof familyNoticeAnswerSchema>, OverTheWire<FamilyNoticeAnswer>> = true;
    const due: Same<z.output<typeof deadlineListAnswerSchema>, OverTheWire<DeadlineListAnswer>> = true;
    expect([
      due,
      mailbox,
      told,
      exchange,
      choice,
      asked,
      relationship,
      authority,
      question,
      hold,
      protection,
      emergency,
      found,
      list,
    ]).not.toContain(false);
  });
});
