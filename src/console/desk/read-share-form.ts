import { randomUUID } from 'node:crypto';
import type { Organisation } from '../../agreements/index.ts';
import type { SentForm } from '../../pages/index.ts';
import { type JsonObject, type Result, ok, refuse } from '../../platform/index.ts';
import {
  type CategoryCode,
  type MessageTypeCode,
  type PurposeCode,
  type RoleCode,
  getCategory,
  purposeCodes,
  urgencies,
} from '../../vocabulary/index.ts';
import type { Officer } from '../accounts.ts';
import type { FormProblem } from '../form-problem.ts';
import { readKinds } from './kinds.ts';
import { readPerson } from './read-person.ts';
import { findDepartment, listRecipients, nameRecipient } from './recipients.ts';
import { listSentTypes } from './sent-types.ts';

/** Purposes that are asked about elsewhere: one's own record, an emergency, and none at all. */
const notHere: readonly PurposeCode[] = ['P14', 'P17', 'P23'];

/** The purposes for which something is shared with another organisation. */
export const sharedPurposes = purposeCodes.filter((code) => !notHere.includes(code));

/** What a form asks: the question as a system would send it, and what it is about for whoever reads the answer. */
export interface AskedShare {
  readonly question: JsonObject;
  readonly type: MessageTypeCode;
  readonly purpose: PurposeCode;
  readonly to: Organisation;
  readonly kinds: readonly CategoryCode[];
}

/**
 * Reads the three questions: about whom, what and why, to whom. It makes of them the question form of a message, one part for each kind of
 * information; whether a word of it is true, the stages ask.
 */
export function readShareForm(
  form: SentForm,
  {
    officer,
    role,
    organisations,
  }: { readonly officer: Officer; readonly role: RoleCode; readonly organisations: readonly Organisation[] },
): Result<AskedShare, readonly FormProblem[]> {
  const problems: FormProblem[] = [];
  const fail = (field: string, key: string): null => {
    problems.push({ href: `#${field}`, key: `desk.wrong.${key}` });
    return null;
  };
  const pick = <Code extends string>(name: string, codes: readonly Code[]): Code | null =>
    codes.find((code) => code === form.first(name)) ?? fail(name, 'choice');
  const person = readPerson(form);
  if (!person.ok) problems.push(...person.refusal);
  const purpose = pick('purpose', sharedPurposes);
  const type = pick('type', listSentTypes(officer.organisation.type));
  const kinds = readKinds(form);
  if (kinds.length === 0) fail('group-0', 'kinds');
  const urgency = urgencies.find((each) => each === form.first('urgency')) ?? 'ROUTINE';
  const attested = readAttestation(form, officer, role, fail);
  const to =
    organisations.find(({ organisationId }) => organisationId === form.first('to')) ?? fail('to', 'choice');
  const whom =
    to &&
    (listRecipients(to.type).find((each) => nameRecipient(each) === form.first('whom')) ??
      fail('whom', 'whom'));
  const [own] = officer.organisation.identifiers;
  const [theirs] = to?.identifiers ?? [];
  if (problems.length > 0 || !person.ok || own === undefined || theirs === undefined) return refuse(problems);
  if (purpose === null || type === null || to === null || whom === null) return refuse(problems);
  const parent = randomUUID();
  const isLinked = form.first('linked') === 'yes';
  const aboutParents = kinds.some((code) => getCategory(code).adultsOwn);
  return ok({
    question: {
      form: 'question',
      type,
      messageId: randomUUID(),
      source: {
        organisation: nameOrganisation(own),
        ...nameDepartment(findDepartment(officer.organisation.type, role)),
      },
      recipients: [
        { organisation: nameOrganisation(theirs), ...nameDepartment(whom.department), role: whom.role },
      ],
      urgency,
      purposeCode: purpose,
      subject: person.value,
      ...(aboutParents ? { relatedPersons: [{ ref: parent }] } : {}),
      ...(attested === null ? {} : { dutyAttestation: attested }),
      segments: kinds.map((code) => ({
        segmentId: code.toLowerCase(),
        categoryCodes: [code],
        ...(isLinked ? { linkedToNeed: true } : {}),
        ...(getCategory(code).adultsOwn ? { about: [parent] } : {}),
      })),
    },
    type,
    purpose,
    to,
    kinds,
  });
}

/** What somebody attests who shares to keep a child safe (Children Act 2004 s.16LA); nothing where none of it was filled in. */
function readAttestation(
  form: SentForm,
  { staffId }: Officer,
  role: RoleCode,
  fail: (field: string, key: string) => null,
): JsonObject | null {
  const [relevance, facilitated] = [form.first('relevance').trim(), form.first('facilitated').trim()];
  const [detriment, marked] = [form.first('detriment') === 'yes', form.first('marked') === 'yes'];
  if (relevance === '' && facilitated === '' && !detriment && !marked) return null;
  if (relevance === '' || relevance.length > 5_000) return fail('relevance', 'attestation');
  if (facilitated === '' || facilitated.length > 5_000) return fail('facilitated', 'attestation');
  if (!detriment) return fail('detriment', 'attestation');
  if (!marked) return fail('marked', 'attestation');
  return {
    attestor: staffId,
    role,
    relevanceReason: relevance,
    functionFacilitated: facilitated,
    detrimentConsidered: true,
    factOpinionMarked: true,
  };
}

function nameOrganisation({ system, value }: Organisation['identifiers'][number]): JsonObject {
  return { system, value };
}

function nameDepartment(department: string): JsonObject {
  return department === 'NONE' ? {} : { department };
}
