import type { OwnChoice, OwnPerson } from '../../exchange/index.ts';
import { type PageAnswer, type PageDefinition, type Visit, getLanguage } from '../../pages/index.ts';
import type { PersonId } from '../../platform/index.ts';
import { writePdf } from '../pdf/write-pdf.ts';
import { type PortalDeps, forReader, showPerson } from '../portal-deps.ts';
import { listChoice, showStored } from './show-choice.ts';

/** One of the reader's own choices, about somebody who is theirs today. */
interface ChoiceVisit {
  readonly choice: OwnChoice;
  readonly reader: PersonId;
  readonly about: OwnPerson;
}

/** Answers a visit to one of the reader's own choices; anybody else's is not there, nor one about somebody who is theirs no more. */
function forChoice(
  deps: PortalDeps,
  visit: Visit,
  answer: (each: ChoiceVisit) => Promise<PageAnswer>,
): Promise<PageAnswer> {
  return forReader(deps, visit, async ({ reader }) => {
    const choice = await deps.own.findChoice(reader, visit.parameters['choice'] ?? '');
    if (choice === undefined) return { kind: 'NOT_FOUND' };
    const { people } = await deps.own.findPeople(reader, visit.now);
    const about = people.find(({ person }) => person === choice.dataSubject);
    return about === undefined ? { kind: 'NOT_FOUND' } : answer({ choice, reader, about });
  });
}

/** The receipt of a choice, to read, to print and to keep. */
export function receiptPage(deps: PortalDeps): PageDefinition {
  return {
    path: '/choices/:choice',
    get: (visit) =>
      forChoice(deps, visit, async ({ choice, reader, about }) => {
        const receipt = await deps.own.findReceipt(reader, choice.consentId);
        return {
          kind: 'PAGE',
          template: 'choices/receipt.njk',
          view: {
            person: showPerson(about),
            id: choice.consentId,
            isActive: choice.status === 'active',
            status: choice.status,
            choice: showStored(choice, visit.language),
            text: receipt?.text ?? '',
          },
        };
      }),
  };
}

/** The receipt as a file: to print, or for programs with its fields, or signed, so that anybody can check it without asking us. */
export function receiptFilePage(deps: PortalDeps, form: 'json' | 'jws' | 'pdf'): PageDefinition {
  return {
    path: `/choices/:choice/receipt.${form}`,
    get: (visit) =>
      forChoice(deps, visit, async ({ choice, reader }) => {
        const receipt = await deps.own.findReceipt(reader, choice.consentId);
        if (receipt === undefined) return { kind: 'NOT_FOUND' };
        return {
          kind: 'FILE',
          mediaType: mediaTypes[form],
          fileName: `receipt.${form}`,
          body:
            form === 'pdf'
              ? await writeReceiptPdf(receipt.text, choice, visit)
              : Buffer.from(form === 'json' ? JSON.stringify(receipt.receipt, null, 2) : receipt.signed),
        };
      }),
  };
}

const mediaTypes = { json: 'application/json', jws: 'application/jose', pdf: 'application/pdf' } as const;

/** The receipt to print: what was chosen in the reader's language, then the words of the page as they are stored. */
function writeReceiptPdf(
  text: string,
  choice: OwnChoice,
  { language, t }: Pick<Visit, 'language' | 't'>,
): Promise<Buffer> {
  const { htmlLang, direction } = getLanguage(language);
  return writePdf({
    title: t('choices.receipt.title'),
    lang: htmlLang,
    direction,
    pageNumber: (page) => t('shared.page', { page }),
    blocks: [
      { kind: 'TEXT', text: t(`choices.status.${choice.status}`) },
      ...(htmlLang === 'en'
        ? []
        : [
            ...listChoice(showStored(choice, language), t),
            { kind: 'HEADING', text: t('choices.receipt.english') } as const,
          ]),
      ...text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => ({ kind: 'TEXT', text: line, lang: 'en' }) as const),
    ],
  });
}

/** Taking a choice back: one page, as giving it ends with one. */
export function withdrawPage(deps: PortalDeps): PageDefinition {
  const answer =
    (isSent: boolean): PageDefinition['get'] =>
    (visit) =>
      forChoice(deps, visit, async ({ choice, reader, about }) => {
        const receipt: PageAnswer = { kind: 'GO', to: `/choices/${choice.consentId}` };
        if (choice.status !== 'active') return receipt;
        const tell = visit.form.first('tell');
        const isSaid = tell === 'yes' || tell === 'no';
        if (isSent && isSaid) {
          const done = await deps.own.withdrawChoice(reader, choice.consentId, tell === 'yes', visit.now);
          if (done.ok) return receipt;
        }
        const problem = isSaid ? 'choices.withdraw.refused' : 'choices.withdraw.missing';
        return {
          kind: 'PAGE',
          template: 'choices/withdraw.njk',
          view: {
            person: showPerson(about),
            id: choice.consentId,
            errors: isSent ? [{ href: '#tell', key: problem }] : [],
            choice: showStored(choice, visit.language),
          },
        };
      });
  return { path: '/choices/:choice/take-back', changes: true, get: answer(false), post: answer(true) };
}
