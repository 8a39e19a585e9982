import { fileURLToPath } from 'node:url';
import nunjucks from 'nunjucks';
import { type ProblemCode, type ReasonCode, problems, reasons } from '../../vocabulary/index.ts';
import type { OpenApiDocument } from '../openapi/build-openapi.ts';
import { describeContract } from './describe-contract.ts';
import { problemAdvice } from './problem-advice.ts';

/** A page that is made once; only the nonce of its style sheet differs from answer to answer. */
export interface Page {
  withNonce(nonce: string): string;
}

const nonceMark = 'nonce-goes-here';

const templates = new nunjucks.Environment(
  new nunjucks.FileSystemLoader(fileURLToPath(new URL('.', import.meta.url)), { noCache: false }),
  { autoescape: true, throwOnUndefined: true, trimBlocks: true, lstripBlocks: true },
);
templates.addFilter('prose', splitCode);
templates.addFilter('breaks', (name: string) => name.split(/(?<=[./_])/));

/** The contract as a page. */
export function renderContractPage(contract: OpenApiDocument, publicUrl: string): Page {
  return renderPage('contract.njk', { contract: describeContract(contract), publicUrl });
}

/** Every problem and reason on one page. */
export function renderCodesPage(): Page {
  return renderPage('codes.njk', {
    problems: Object.entries(problems).map(([code, kind]) => ({ code, ...kind })),
    reasons: Object.entries(reasons).map(([code, { plain }]) => ({ code, plain })),
  });
}

/** The page of one problem or reason, or nothing where there is no such code. */
export function renderCodePage(code: string): Page | undefined {
  if (isProblemCode(code)) {
    return renderPage('problem.njk', { code, problem: problems[code], advice: problemAdvice[code] });
  }
  if (isReasonCode(code)) {
    const { plain, source, audience } = reasons[code];
    return renderPage('reason.njk', {
      code,
      plain,
      source,
      audience: audience.map((who) => audienceNames[who]),
    });
  }
  return undefined;
}

const audienceNames = {
  SENDER: 'the organisation that sends its own record',
  RELATED_REQUESTER: 'a requester with a recorded relationship to the child',
  LEAD: 'the lead practitioner of the family',
  IG: 'information-governance officers',
} as const;

/** Own keys only, so that `constructor` is no code. */
function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problems, code);
}

function isReasonCode(code: string): code is ReasonCode {
  return Object.hasOwn(reasons, code);
}

function renderPage(template: string, view: object): Page {
  const parts = templates.render(template, { ...view, nonce: nonceMark }).split(nonceMark);
  return { withNonce: (nonce) => parts.join(nonce) };
}

/** Splits a sentence at its backquotes, so that the template can show code as code and still escape everything. */
function splitCode(sentence: string): readonly { readonly text: string; readonly isCode: boolean }[] {
  return sentence.split('`').map((text, index) => ({ text, isCode: index % 2 === 1 }));
}
