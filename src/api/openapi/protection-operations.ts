import { type OperationContract, jsonProblems } from './operation-contract.ts';

/** The doors of protections. */
export const protectionOperations: readonly OperationContract[] = [
  {
    id: 'recordProtection',
    method: 'post',
    path: '/v1/protections',
    summary: 'Record what protects somebody',
    description:
      'A practitioner who works with families or keeps their records records a national data opt-out, a location that must not become known, a safe contact, or how somebody wants to be told. From the answer on no decision is made without it. While a location is shielded, notices go to the safe contact of the longest-standing shield and to nobody else. Whether the people named are known is never told apart from whether they are certain. The same key and body again change nothing.',
    scope: 'protections:record',
    hasLocation: true,
    assertion: 'REQUIRED',
    body: { shape: 'ProtectionRequest', mediaTypes: ['application/json'] },
    answers: { 201: { description: 'It is in force.', shape: 'ProtectionAnswer' } },
    problems: [...jsonProblems, 'practitioner-required', 'protection-invalid', 'idempotency-conflict'],
  },
  {
    id: 'findProtection',
    method: 'get',
    path: '/v1/protections/{id}',
    summary: 'See a recorded protection',
    description:
      'For the organisation that recorded it; whoever looks is written down. Anyone else is told that there is nothing here.',
    scope: 'protections:read',
    assertion: 'OPTIONAL',
    answers: { 200: { description: 'As it stands.', shape: 'ProtectionAnswer' } },
    problems: [],
  },
  {
    id: 'endProtection',
    method: 'post',
    path: '/v1/protections/{id}/end',
    summary: 'Record that somebody needs it no longer',
    description:
      'For the organisation that recorded it. A shield is ended by a manager or information governance. An opt-out and preferences have no end: what holds now is recorded anew.',
    scope: 'protections:record',
    assertion: 'REQUIRED',
    body: { shape: 'ProtectionEnding', mediaTypes: ['application/json'] },
    answers: { 200: { description: 'It has ended, or will.', shape: 'ProtectionAnswer' } },
    problems: [...jsonProblems, 'practitioner-required', 'protection-invalid', 'idempotency-conflict'],
  },
];
