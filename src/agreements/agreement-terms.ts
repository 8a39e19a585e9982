import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Result, asId, canonicalJson, ok, parseStrictJson, refuse } from '../platform/index.ts';
import {
  categoryCodes,
  departments,
  disclosureModes,
  legalPowerCodes,
  messageTypeCodes,
  purposeCodes,
} from '../vocabulary/index.ts';
import { dateField, departmentsField, nameField, setOf } from './input-fields.ts';
import { type RegistrationProblem, problem, readFields } from './registration-problem.ts';

/**
 * What an agreement is in law: a data-sharing agreement, an NHS Act 2006 s.75 partnership, an agreement that stands on a joint impact
 * assessment, joint controllers (UK GDPR Art 26), or a processor (Art 28) (docs/domain/05 §5.4).
 */
export const agreementKinds = ['DSA', 'SECTION_75', 'DPIA_LINKED', 'JOINT_CONTROLLERS', 'PROCESSOR'] as const;
export type AgreementKind = (typeof agreementKinds)[number];

const organisationIdField = z.uuid().transform((id) => asId<'Organisation'>(id));

const termsFields = z.strictObject({
  format: z.literal('assent-agreement-v1'),
  agreementId: z.uuid().transform((id) => asId<'Agreement'>(id)),
  version: z.int().positive(),
  kind: z.enum(agreementKinds),
  title: z.string(),
  /** Who is bound. `identifier` and `name` are as they were when the terms were written, so that a signer can read whom they bind. */
  parties: z.array(
    z.strictObject({
      organisationId: organisationIdField,
      identifier: z.string(),
      name: z.string(),
      departments: z.union([z.literal('ALL'), z.array(z.enum(departments))]),
    }),
  ),
  /** Which way information goes; a flow that is not written down does not exist. */
  flows: z.array(z.strictObject({ source: organisationIdField, recipient: organisationIdField })),
  purposes: z.array(z.enum(purposeCodes)),
  messageTypes: z.array(z.enum(messageTypeCodes)),
  categories: z.union([z.literal('ALL'), z.array(z.enum(categoryCodes))]),
  modes: z.array(z.enum(disclosureModes)),
  legalPowers: z.array(z.enum(legalPowerCodes)),
  /** London days; `validTo` is the last one. */
  validFrom: dateField,
  validTo: dateField,
  /** By when the sides look at it again. It does not end on that day. */
  reviewOn: dateField,
  /** Staff registers whose word counts about who acts for a side (rulings 18). */
  staffRegisters: z.array(z.strictObject({ organisationId: organisationIdField, register: z.string() })),
  /** Where the signed paper, the impact assessment or the order lies. */
  reference: z.string().nullable(),
});

/** The terms that every side signs: nothing outside them binds anybody. */
export type AgreementTerms = Readonly<z.output<typeof termsFields>>;

const organisationField = z.string().min(3).max(40);

const draftFields = z.strictObject({
  kind: z.enum(agreementKinds),
  title: nameField,
  parties: z
    .array(
      z.strictObject({
        organisation: organisationField,
        departments: z.union([z.literal('ALL'), departmentsField.min(1)]),
      }),
    )
    .min(2)
    .max(50),
  flows: z.array(z.strictObject({ source: organisationField, recipient: organisationField })).min(1),
  purposes: setOf(z.enum(purposeCodes)).min(1),
  messageTypes: setOf(z.enum(messageTypeCodes)).min(1),
  categories: z.union([z.literal('ALL'), setOf(z.enum(categoryCodes)).min(1)]),
  modes: setOf(z.enum(disclosureModes)).min(1),
  legalPowers: setOf(z.enum(legalPowerCodes)).min(1),
  validFrom: dateField,
  validTo: dateField,
  reviewOn: dateField,
  staffRegisters: z
    .array(
      z.strictObject({
        organisation: organisationField,
        register: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
      }),
    )
    .default([]),
  reference: nameField.nullable().default(null),
});

/** What a side proposes. Organisations are named by identifier, `ods:Z9Z9A`. */
export type AgreementDraft = z.input<typeof draftFields>;
/** A draft whose shape was read. */
export type ReadAgreementDraft = z.output<typeof draftFields>;

/** Reads a proposal from untrusted input and lists all that is wrong with it. */
export function parseAgreementDraft(
  input: unknown,
): Result<ReadAgreementDraft, readonly RegistrationProblem[]> {
  const parsed = readFields(draftFields, input);
  if (!parsed.ok) return parsed;
  const draft = parsed.value;
  const problems: RegistrationProblem[] = [];
  const parties = draft.parties.map(({ organisation }) => organisation);
  if (new Set(parties).size !== parties.length) {
    problems.push(problem('parties', 'duplicate', 'An organisation is named twice.'));
  }
  draft.flows.forEach(({ source, recipient }, position) => {
    if (source === recipient) {
      problems.push(problem(`flows.${position}`, 'flow-to-itself', 'A flow needs two different sides.'));
    }
    if (!parties.includes(source) || !parties.includes(recipient)) {
      problems.push(problem(`flows.${position}`, 'flow-not-party', 'Both ends of a flow must be parties.'));
    }
  });
  const flows = draft.flows.map(({ source, recipient }) => `${source} ${recipient}`);
  if (new Set(flows).size !== flows.length)
    problems.push(problem('flows', 'duplicate', 'A flow is named twice.'));
  for (const party of parties) {
    if (draft.flows.some(({ source, recipient }) => source === party || recipient === party)) continue;
    problems.push(problem('parties', 'party-without-flow', `${party} neither gives nor receives anything.`));
  }
  draft.staffRegisters.forEach(({ organisation }, position) => {
    if (parties.includes(organisation)) return;
    problems.push(
      problem(`staffRegisters.${position}`, 'register-not-party', 'A staff register belongs to a party.'),
    );
  });
  if (draft.validTo < draft.validFrom) {
    problems.push(problem('validTo', 'dates', 'It ends before it begins.'));
  }
  if (draft.reviewOn < draft.validFrom || draft.reviewOn > draft.validTo) {
    problems.push(
      problem('reviewOn', 'review-date', 'The review must fall between the first and the last day.'),
    );
  }
  return problems.length > 0 ? refuse(problems) : ok(draft);
}

/** The one text of the terms (RFC 8785): what is stored, hashed and signed. */
export function writeTerms(terms: AgreementTerms): string {
  return canonicalJson(terms);
}

/** Reads stored terms back. @throws TypeError when the text is not what {@link writeTerms} wrote */
export function readTerms(text: string): AgreementTerms {
  const parsed = parseStrictJson(text);
  const terms = parsed.ok ? termsFields.safeParse(parsed.value) : undefined;
  if (terms?.success !== true) throw new TypeError('stored terms of an agreement cannot be read');
  return terms.data;
}

/** SHA-256 of the terms' text, base64url: what each side signs. */
export function hashTerms(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('base64url');
}
