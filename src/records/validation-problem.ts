import type { z } from 'zod';
import { formInWords } from '../platform/index.ts';
import { speaking } from './base-schemas.ts';
import { joinPointer } from './json-pointer.ts';

/** The rules that a message can break, each with the sentence that its sender reads. No sentence repeats a value. */
export const validationRules = {
  'unknown-member': 'This member is not part of the record type.',
  required: 'This member is required.',
  'body-type': 'The body must be an object.',
  type: 'This has another JSON type than the record type asks for.',
  format: 'This is not of the form that the record type asks for.',
  'message-id': 'This must be a UUID (also as urn:uuid:…), which says nothing of anybody.',
  blank: 'There is nothing here that says anything.',
  length: 'This is longer, shorter or more often there than the record type allows.',
  choice: 'This is none of the codes or values that are allowed here.',
  'json-depth': 'The JSON is nested too deeply.',
  'member-name': 'This member name is not allowed.',
  'unknown-type': 'This is no message type of the catalogue.',
  'unknown-version': 'This version of the record type is not known.',
  'unknown-category': 'This is no information category.',
  'unknown-flag': 'This is no handling flag.',
  'unknown-purpose': 'This is no purpose of use.',
  'unknown-role': 'This is no role.',
  'duplicate-id': 'Two parts carry the same identifier.',
  'attendee-only': 'Only an invitation to a meeting names who is invited.',
  repeated: 'This recipient is named before: the same organisation, department and role.',
  'duplicate-path': 'Two segments claim the same path of the record.',
  'unknown-person': 'This names nobody: neither the subject nor a related person of this message.',
  'unknown-part': 'This names no part of this message.',
  'own-access-only': 'A person is a recipient only of their own access (purpose P17).',
  'embargo-date': 'A part under EMBARGO_UNTIL must say until when, and only such a part may.',
  'validity-order': 'The end lies before the beginning.',
  'required-part': 'The record type cannot do without this part.',
  'row-id': 'The row must carry the identifier that its path names.',
  'plain-summary': 'This part needs a summary in plain words, for readers of other professions.',
  'assertion-mark': 'This part must say whether it is fact, opinion, reported or an allegation.',
  'outcome-specific': 'The outcome is not specific: say who will do what.',
  'outcome-measurable':
    'The outcome is not measurable: say what it is now, what it shall be, and how one sees it.',
  'outcome-achievable': 'The outcome does not say why it is achievable with what is provided.',
  'outcome-relevant': 'The outcome does not name a need of this record that it serves.',
  'outcome-time-bound': 'The outcome is not time-bound: say by when.',
  'other-route': 'Another way than early help is suggested; the lead practitioner confirms or takes it.',
  'shared-about': 'A fact about the family must be about each person whom it concerns.',
  'entered-twice': 'A fact about the family is entered once: in this record or as a link, not both.',
  deadline: 'The date lies further ahead than the clock of this message allows.',
  figures: 'These figures contradict each other.',
  eighteenth: 'This is not the day on which the young person turns 18.',
  replacement: 'A correction needs what stands in place of what was wrong, and nothing else has it.',
  'not-informed-reason': 'When the family has not been told, the reason must be given.',
  'resource-types': 'Kinds of resource are named for FHIR, always, and for nothing else.',
  'no-own-access': 'Nobody asks a system for their own record here.',
  'emergency-only': 'A grant of emergency access is named under P14 only.',
  'plan-only': 'Only a plan is kept version by version.',
  'too-many-parts':
    'This has more parts that are decided on by themselves than one message may have (500): send it in several.',
  'fhir-resource': 'This is no FHIR R4 resource in JSON.',
  'r4-type': 'This is no type of resource that records are made of, so that nobody can say what it means.',
  'r4-member': 'FHIR R4 has no such member here, so that nobody can say what it means.',
  'r4-form':
    'FHIR R4 has this in another form here: as a list or not, as an object, a text, a number, true or false.',
  'r4-choice': 'FHIR R4 lets only one of these choices be said, and another one is said already.',
  'unknown-label': 'A security label on this is not known here, so that it may mean anything.',
  'unknown-path': 'The record type does not know this path, so that nobody has said what stands there.',
  'file-base64': 'The data of this file are not base64 with its padding and without line breaks (RFC 4648).',
  'file-size': 'This file is empty, or larger than 3.75 MB.',
  'file-kind':
    'A file of this kind cannot be looked into here. Send it as PDF, JPEG, PNG, GIF or plain text.',
  'file-type': 'This file is of another kind than it says.',
  'file-form': 'This is not one whole file of its kind and nothing else.',
  'file-metadata':
    'This file says more than can be seen of it: who wrote it, where a picture was taken, comments, earlier versions. Take that out.',
} as const;

/** The stable name of a rule. */
export type ValidationRule = keyof typeof validationRules;

/** One rule that one part of a message breaks. */
export interface ValidationProblem {
  /** JSON pointer (RFC 6901) into the message. */
  readonly pointer: string;
  readonly rule: ValidationRule;
  readonly message: string;
}

/** A problem with its sentence, and where it helps with a name out of our own dictionary. */
export function problemAt(pointer: string, rule: ValidationRule, named?: string): ValidationProblem {
  const sentence = validationRules[rule];
  return { pointer, rule, message: named === undefined ? sentence : `${sentence} (${named})` };
}

/** How many problems one answer tells at most: what is wrong in more places than these is wrong for few reasons. */
export const mostProblems = 100;

/** Turns what the schema found into problems below the given pointer. Nothing of zod's own wording, which may repeat values, is kept. */
export function problemsFromIssues(issues: readonly z.core.$ZodIssue[], below = ''): ValidationProblem[] {
  return issues
    .slice(0, mostProblems)
    .flatMap((issue) => {
      const pointer = below + joinPointer(issue.path);
      if (issue.code === 'unrecognized_keys') {
        return issue.keys
          .slice(0, mostProblems)
          .map((key) => problemAt(pointer + joinPointer([key]), 'unknown-member'));
      }
      return [problemOf(issue, pointer)];
    })
    .slice(0, mostProblems);
}

function problemOf(issue: z.core.$ZodIssue, pointer: string): ValidationProblem {
  const rule = ruleOf(issue);
  const named = rule === 'format' && issue.code === 'invalid_format' ? formInWords(issue) : undefined;
  return problemAt(pointer, rule, named);
}

const vocabularyMembers: Readonly<Record<string, ValidationRule>> = {
  categoryCodes: 'unknown-category',
  flags: 'unknown-flag',
  handling: 'unknown-flag',
  purposeCode: 'unknown-purpose',
  role: 'unknown-role',
  notForRoles: 'unknown-role',
};

/** Members that name a message. */
const messageIds: ReadonlySet<string> = new Set(['messageId', 'requestId', 'correlationId', 'supersedes']);

/** Forms that a text without anything in it does not have, as zod writes them. */
const blankness: ReadonlySet<string> = new Set(Object.values(speaking).map(String));

function ruleOf(issue: z.core.$ZodIssue): ValidationRule {
  if (issue.input === undefined) return 'required';
  switch (issue.code) {
    case 'invalid_type':
      return 'type';
    case 'invalid_format':
      if (issue.pattern !== undefined && blankness.has(issue.pattern)) return 'blank';
      return messageIds.has(String(issue.path.at(-1))) ? 'message-id' : 'format';
    case 'too_big':
    case 'too_small':
      return 'length';
    case 'invalid_value':
      return vocabularyRule(issue.path) ?? 'choice';
    case 'invalid_union':
      return 'choice';
    case 'unrecognized_keys':
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'custom':
      return 'type';
  }
}

function vocabularyRule(path: readonly PropertyKey[]): ValidationRule | undefined {
  const name = path.findLast((token) => typeof token === 'string');
  return name !== undefined && Object.hasOwn(vocabularyMembers, name) ? vocabularyMembers[name] : undefined;
}
