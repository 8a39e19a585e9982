import type { OwnDisclosure } from '../../exchange/index.ts';
import { type Visit, getLanguage, writeInstant } from '../../pages/index.ts';
import { legalPowers, plainGroups } from '../../vocabulary/index.ts';
import { type PdfBlock, writePdf } from '../pdf/write-pdf.ts';

/** The list of disclosures to print and to keep. It names places and kinds of things, and not the person whom it is about. */
export function writeSharedPdf(
  all: readonly OwnDisclosure[],
  { language, t }: Pick<Visit, 'language' | 't'>,
): Promise<Buffer> {
  const { htmlLang, direction } = getLanguage(language);
  const describe = ({ at, from, to, groups, purpose, powers }: OwnDisclosure): readonly PdfBlock[] => [
    { kind: 'HEADING', text: writeInstant(at, language) },
    { kind: 'TEXT', text: t('shared.told', { from, to }) },
    { kind: 'LIST', items: groups.map((group) => t(`words.group.${plainGroups.indexOf(group)}`)) },
    { kind: 'TEXT', text: t('shared.because', { why: t(`words.purpose.${purpose}`) }) },
    ...powers.map((code): PdfBlock => ({ kind: 'TEXT', text: legalPowers[code].source, lang: 'en' })),
  ];
  return writePdf({
    title: t('shared.title'),
    lang: htmlLang,
    direction,
    pageNumber: (page) => t('shared.page', { page }),
    blocks: [
      ...(all.length === 0 ? [{ kind: 'TEXT', text: t('shared.none') } as const] : all.flatMap(describe)),
      { kind: 'HEADING', text: t('shared.notAllTitle') },
      { kind: 'TEXT', text: t('shared.notAll') },
    ],
  });
}
