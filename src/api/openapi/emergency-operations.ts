import { type OperationContract, jsonProblems } from './operation-contract.ts';

/** The door of emergency accesses. */
export const emergencyOperations: readonly OperationContract[] = [
  {
    id: 'openInEmergency',
    method: 'post',
    path: '/v1/emergency-access',
    summary: 'Open the least of a record in an emergency',
    description:
      'Life or limb is at risk, and nobody can be asked first. A named practitioner in a role that the policy knows says why, and whose records are needed. What may be opened is whether a council protects or looks after the child, whom to phone there, and allergies; never where anybody lives. The decision is written down before anything is answered, the safe contact is told, and an officer looks at it by the next working day. A child who is not certain gets the one answer of a number never seen. Every refusal comes at once, with the number to phone. The same key and body again give the same answer.',
    scope: 'emergency:access',
    assertion: 'REQUIRED',
    body: { shape: 'EmergencyRequest', mediaTypes: ['application/json'] },
    answers: { 201: { description: 'It is open until it expires.', shape: 'EmergencyAnswer' } },
    problems: [
      ...jsonProblems,
      'practitioner-required',
      'emergency-refused',
      'emergency-invalid',
      'recipient-unknown',
      'idempotency-conflict',
    ],
  },
];

/** Bodies with invented people (docs/domain/07 §7.0), valid against the schemas: a test says so. */
export const emergencyExamples = {
  unconscious: {
    summary: 'A child arrives unconscious at night',
    value: {
      dataSubject: {
        identifiers: [{ system: 'nhs-number', value: '999 000 1065' }],
        demographics: { name: { family: 'Rahman', given: ['Nia'] }, birthDate: '2018-06-11' },
      },
      reason: 'Unconscious on arrival, nobody with her. Allergies and protection status are not known.',
      from: [{ system: 'ods', value: 'Z9Z9A' }],
      minutes: 30,
    },
  },
} as const;
