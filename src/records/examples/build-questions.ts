import type { Question } from '../question.ts';
import { jackieRefs } from './build-jackie-plan.ts';

const jackie: Question['subject'] = {
  identifiers: [{ system: 'nhs-number', value: '9990001014' }],
  demographics: { name: { family: 'Cormack', given: ['Jackie'] }, birthDate: '2017-05-14' },
};

/** Asks, by labels alone, what of a child in need plan would go to a school (docs/domain/07 AC1). */
export function buildAttendanceQuestion(more: Partial<Question> = {}): Question {
  return {
    form: 'question',
    type: 'M09',
    messageId: '5b0a7d1e-0c5e-4d0c-9d52-000000000101',
    source: { organisation: { system: 'ods', value: 'Z9Z9A' }, department: 'CSC' },
    recipients: [{ organisation: { system: 'urn', value: '999001' }, role: 'SENCO' }],
    urgency: 'ROUTINE',
    purposeCode: 'P07',
    subject: jackie,
    relatedPersons: [{ ref: jackieRefs.wendy, identifiers: [{ system: 'nhs-number', value: '9990001022' }] }],
    segments: [
      { segmentId: 'attendance', categoryCodes: ['ATT'] },
      { segmentId: 'illness', categoryCodes: ['PMH'], about: [jackieRefs.wendy] },
    ],
    ...more,
  };
}

/** Asks what a mother may read of her child's file (docs/domain/03 §3.2 P17). */
export function buildOwnAccessQuestion(more: Partial<Question> = {}): Question {
  return {
    ...buildAttendanceQuestion(),
    type: 'M22',
    messageId: '5b0a7d1e-0c5e-4d0c-9d52-000000000102',
    purposeCode: 'P17',
    recipients: [{ person: { ref: jackieRefs.wendy }, role: 'PARENT_PR' }],
    ...more,
  };
}
