import type { ExchangeAnswer, ReasonAnswer } from '../../exchange/index.ts';
import { type Language, writeInstant } from '../../pages/index.ts';
import { type CategoryCode, categories } from '../../vocabulary/index.ts';

/** One thing that is asked about, as the answer has it. */
interface ToldPart {
  /** What kind of information it is; empty for who it is about. */
  readonly kind: string;
  readonly reasons: readonly ReasonAnswer[];
  readonly who: string;
}

/** An answer to “Can I share?” in the order in which somebody reads it. */
export interface ToldAdvice {
  readonly outcome: ExchangeAnswer['recipients'][number]['outcome'];
  readonly reasons: readonly ReasonAnswer[];
  /** Whether it was not certain who was meant: then nothing is told but that, whoever it was. */
  readonly isUncertain: boolean;
  readonly parts: readonly { readonly outcome: string; readonly told: readonly ToldPart[] }[];
  readonly duties: readonly { readonly plain: string; readonly due: string }[];
  readonly phone: string;
  readonly exchange: string;
  readonly policy: string;
}

/** What came out, what of it may go and why, who could say yes to the rest, and what must then be done. */
export function tellAdvice(
  { exchangeId, policyVersion, recipients }: ExchangeAnswer,
  kinds: readonly CategoryCode[],
  language: Language,
): ToldAdvice {
  const [answer] = recipients;
  if (answer === undefined) throw new Error('a question has a recipient');
  const isUncertain = answer.reasons.some(({ code }) => code === 'HOLD_ID_MISMATCH');
  const told = answer.segments.map(({ segmentId, outcome, reasons, whoCouldSayYes = '' }) => {
    const code = kinds.find((each) => each.toLowerCase() === segmentId);
    return { outcome, kind: code === undefined ? '' : categories[code].name, reasons, who: whoCouldSayYes };
  });
  return {
    outcome: answer.outcome,
    reasons: answer.reasons,
    isUncertain,
    parts: (isUncertain ? [] : (['RELEASE', 'HOLD', 'WITHHOLD'] as const)).flatMap((outcome) => {
      const some = told.filter((each) => each.outcome === outcome);
      return some.length === 0 ? [] : [{ outcome, told: some }];
    }),
    duties: answer.obligations.map(({ plain, due }) => ({
      plain,
      due: due === undefined ? '' : writeInstant(new Date(due), language),
    })),
    phone: answer.phone ?? '',
    exchange: exchangeId,
    policy: policyVersion,
  };
}
