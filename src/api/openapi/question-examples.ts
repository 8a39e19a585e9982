import { type Question, buildAttendanceQuestion, buildOwnAccessQuestion } from '../../records/index.ts';

/** Examples of questions without content, with invented people. */
export const questionExamples: Readonly<
  Record<string, { readonly summary: string; readonly value: Question }>
> = {
  'question-1': {
    summary: 'May a school learn of attendance, and of a parent’s health?',
    value: buildAttendanceQuestion(),
  },
  'question-2': { summary: 'What may a mother read of her child’s file?', value: buildOwnAccessQuestion() },
};
