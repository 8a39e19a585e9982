import type { Translate } from '../../pages/index.ts';
import { type TextVerdict, isPublishable } from '../../policy/index.ts';

/** What was found in a text, in words: the rule that it breaks, and where. */
export function tellVerdict(
  { version, rows, rules, cases, comparedCells, problems, wrongCases, bars }: TextVerdict,
  t: Translate,
): Readonly<Record<string, unknown>> {
  const tell = (found: TextVerdict['problems']): readonly object[] =>
    found.map(({ file, line, rule, message }) => ({
      where: line === 0 ? file : `${file}:${line}`,
      rule,
      plain: t(`rehearse.rule.${rule}`),
      message,
    }));
  return {
    name: version === null ? '' : `${version.bundle} v${version.version}`,
    hash: version?.hash ?? '',
    isWhole: version !== null,
    mayBePublished: isPublishable({ version, wrongCases, bars }),
    figures: { rows, rules, cases, cells: comparedCells },
    problems: tell(problems),
    wrongCases: tell(wrongCases),
    bars,
  };
}
