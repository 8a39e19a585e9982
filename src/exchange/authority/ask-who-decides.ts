import type { Organisation } from '../../agreements/index.ts';
import {
  type AuthorityFacts,
  type AuthorityFinding,
  askAuthority,
  decideAuthority,
  noAuthorityFacts,
} from '../../families/index.ts';
import { type PersonId, type Result, londonDate, newId, ok, refuse } from '../../platform/index.ts';
import { type Problem, tellEvidence } from '../../vocabulary/index.ts';
import type { AuthorityQuestionAnswer, SystemCall } from '../exchange.ts';
import type { House } from '../house.ts';
import { identifyCall } from '../identify-message.ts';
import { parseAuthorityQuestion } from '../receive/authority-request.ts';
import { receiveJson } from '../receive/receive-message.ts';
import { recordLook } from '../record-look.ts';
import { candidateFor } from '../resolve/match-candidate.ts';
import { holdsRecord } from './holds-record.ts';
import { ruleWords } from './rule-words.ts';

/**
 * Answers who may decide for a person, for a purpose, on a day, and why: capacities and the rule, never names or addresses.
 *
 * From the record it answers an organisation that recorded something of this person's authority, or that works with them. Anybody else gets the rule for somebody of the age that they named themselves, whether or not the person is known
 * here, so that the question is no way to find out who is (rulings 7). Who looked at a record is written down.
 */
export async function askWhoDecides(
  house: House,
  call: SystemCall,
): Promise<Result<AuthorityQuestionAnswer, Problem>> {
  const json = receiveJson(call);
  if (!json.ok) return json;
  const parsed = parseAuthorityQuestion(json.value);
  if (!parsed.ok) return refuse({ code: 'authority-invalid', errors: parsed.refusal });
  const request = parsed.value;
  const requester = await identifyCall(house, call, 'authority:ask', call.idempotencyKey);
  if (!requester.ok) return requester;
  const at = call.evaluateAt ?? call.receivedAt;
  const recipient =
    request.recipient === undefined
      ? undefined
      : await house.agreements.findOrganisation(request.recipient, at);
  if (request.recipient !== undefined && recipient === undefined) return refuse(unknownRecipient);
  const on = request.on ?? londonDate(at);
  if (request.dataSubject.demographics.birthDate > on) return refuse(unborn);
  const match = await house.families.matchDataSubject(candidateFor(request.dataSubject));
  const person = match.kind === 'MATCH' ? match.person : newId<'Person'>();
  // Asked in either case, so that a person who is not known here takes no less time than one whose record is another's.
  const { organisation, practitioner } = requester.value;
  const asking = { organisation: organisation.organisationId, staff: practitioner?.staffId ?? null };
  const holds = await holdsRecord(house, asking, person, at);
  const known = match.kind === 'MATCH' && holds;
  const facts = known
    ? await loadFacts(house, person)
    : assumeFamily(person, request.dataSubject.demographics.birthDate);
  const finding = decideAuthority(
    facts,
    askAuthority(request.purpose, on, {
      category: request.category ?? null,
      recipientType: recipient?.type ?? null,
      recipientOrganisationId: recipient?.organisationId ?? null,
    }),
  );
  if (known) {
    const { rule, snapshotHash } = finding;
    await recordLook(house, requester.value, person, {
      at: 'AUTHORITY',
      purpose: request.purpose,
      rule,
      snapshotHash,
    });
  }
  return ok(await asAnswer(house, known ? 'RECORD' : 'RULE', finding, on, at));
}

const unborn: Problem = {
  code: 'authority-invalid',
  errors: [
    {
      pointer: '/dataSubject/demographics/birthDate',
      rule: 'born-by-then',
      message: 'Nobody with this date of birth was born by the day that is asked about. Check both.',
    },
  ],
};

const unknownRecipient: Problem = {
  code: 'recipient-unknown',
  errors: [
    {
      pointer: '/recipient',
      rule: 'recipient-is-registered',
      message: 'No organisation is registered under this identifier.',
    },
  ],
};

async function loadFacts(house: House, person: PersonId): Promise<AuthorityFacts> {
  return (await house.families.loadAuthorityFacts([person])).get(person) ?? noAuthorityFacts(person);
}

/** Somebody of this age with one parent whose responsibility is proved: what the rule says of anybody. */
function assumeFamily(person: PersonId, birthDate: string): AuthorityFacts {
  const parent = {
    holder: newId<'Person'>(),
    evidence: 'BRTH' as const,
    verifiedBy: 'rule',
    verifiedOn: birthDate,
    from: null,
    to: null,
  };
  return { ...noAuthorityFacts(person), birthDate, parentalResponsibility: [parent] };
}

async function asAnswer(
  house: House,
  basis: AuthorityQuestionAnswer['basis'],
  finding: AuthorityFinding,
  on: string,
  at: Date,
): Promise<AuthorityQuestionAnswer> {
  const { rule, order } = finding;
  const organisations = await Promise.all(
    finding.organisations.map(async ({ organisationId, capacityBasis }) => ({
      organisation: identifierOf(await house.agreements.getOrganisation(organisationId, at)),
      capacityBasis,
    })),
  );
  return {
    basis,
    on,
    rule,
    ...ruleWords[rule],
    deciders: finding.deciders.map(({ person, capacityBasis, evidence }) => ({
      capacityBasis,
      // What is assumed for the rule proves nothing about anybody.
      ...(evidence === undefined || basis === 'RULE' ? {} : { evidence: tellEvidence(evidence.type) }),
      capacityToBeConfirmed: finding.capacityToBeConfirmed.includes(person),
    })),
    organisations,
    claimsToVerify: finding.unverified.length,
    ...(order === null ? {} : { order: { effect: order.effect, documentHash: order.documentHash } }),
    delegatedMatters: finding.delegated.flatMap(({ matters }) => matters),
  };
}

function identifierOf({ identifiers }: Organisation): { readonly system: string; readonly value: string } {
  const [identifier] = identifiers;
  if (identifier === undefined) throw new Error('every organisation has an identifier');
  return { system: identifier.system, value: identifier.value };
}
