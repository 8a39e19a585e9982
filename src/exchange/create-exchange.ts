import { askFamily } from './ask-family.ts';
import { type Result, refuse } from '../platform/index.ts';
import type { Problem } from '../vocabulary/index.ts';
import { shedRetrySeconds } from './admission.ts';
import { evaluateAccess, evaluateAccesses } from './access/evaluate-access.ts';
import { askWhoDecides, recordAuthority } from './authority/index.ts';
import { closeCase } from './cases/close-case.ts';
import { tellFamilyOfBlock } from './cases/tell-family.ts';
import { findCase, listCases } from './cases/list-cases.ts';
import { listDeadlines } from './clocks/list-deadlines.ts';
import { noteDeadline } from './clocks/note-deadline.ts';
import { findNotice, recordNotice } from './choice-notices.ts';
import { findReceipt } from './choice-receipts.ts';
import {
  changeChoice,
  findChoice,
  findChoiceHistory,
  recordChoice,
  reviewChoice,
  withdrawChoice,
} from './choices.ts';
import { DeadlineError, startDeadline } from './deadline.ts';
import { openInEmergency } from './emergency/open-in-emergency.ts';
import type { Exchange, SystemCall } from './exchange.ts';
import { findFhirConsent, findFhirHistory, searchFhirConsents } from './fhir-consent/find-consents.ts';
import { importConsent, updateConsent } from './fhir-consent/import-consent.ts';
import { acknowledge, findExchange } from './find-exchange.ts';
import { holdPolicy } from './hold-policy.ts';
import type { House } from './house.ts';
import { decideHold } from './holds/decide-hold.ts';
import { findHold, listHolds } from './holds/list-holds.ts';
import { locate } from './locator/locate.ts';
import { endProtection, findProtection, recordProtection } from './protections/protections.ts';
import { endRelationship, findRelationship, recordRelationship } from './relationships.ts';
import { agreeReuse, endReuse, findReuse, proposeReuse } from './reuse-agreements.ts';
import { acknowledgeItem, collectMessage, listMailbox } from './mailbox/mailbox.ts';
import { runFhirPull } from './pull/run-fhir-pull.ts';
import { runPull } from './pull/run-pull.ts';
import { runExchange } from './run-exchange.ts';
import { isDatabaseFault, isLedgerFault } from './tell-fault.ts';

/** Opens the exchange's doors over the house. */
export function createExchange(house: House): Exchange {
  return {
    sendMessage: (call) => runExchange(house, call, 'PUSH'),
    decideWithoutSending: (call) => runExchange(house, call, 'ADVICE'),
    requestRecord: (call) => runPull(house, call),
    pullResources: (call, ask) => runFhirPull(house, call, ask),
    evaluateAccess: (call) => guarded(house, call, () => evaluateAccess(holdPolicy(house), call)),
    evaluateAccesses: (call) => guarded(house, call, () => evaluateAccesses(holdPolicy(house), call)),
    findExchange: (call, exchangeId) => guarded(house, call, () => findExchange(house, call, exchangeId)),
    listMailbox: (call, query) => guarded(house, call, () => listMailbox(house, call, query)),
    collectMessage: (call, id) => guarded(house, call, () => collectMessage(house, call, id)),
    acknowledgeItem: (call, id) => guarded(house, call, () => acknowledgeItem(house, call, id)),
    acknowledge: (call, exchangeId) => guarded(house, call, () => acknowledge(house, call, exchangeId)),
    recordChoice: (call) => guarded(house, call, () => recordChoice(house, call)),
    withdrawChoice: (call, consentId) =>
      guarded(house, call, () => withdrawChoice(house, call, consentId), true),
    changeChoice: (call, consentId) => guarded(house, call, () => changeChoice(house, call, consentId)),
    reviewChoice: (call, consentId) => guarded(house, call, () => reviewChoice(house, call, consentId)),
    findChoiceHistory: (call, consentId) =>
      guarded(house, call, () => findChoiceHistory(house, call, consentId)),
    findReceipt: (call, consentId, version) =>
      guarded(house, call, () => findReceipt(house, call, consentId, version)),
    proposeReuse: (call) => guarded(house, call, () => proposeReuse(house, call)),
    agreeReuse: (call, id) => guarded(house, call, () => agreeReuse(house, call, id)),
    endReuse: (call, id) => guarded(house, call, () => endReuse(house, call, id)),
    findReuse: (call, id) => guarded(house, call, () => findReuse(house, call, id)),
    askFamily: (call) => guarded(house, call, () => askFamily(house, call)),
    recordNotice: (call) => guarded(house, call, () => recordNotice(house, call)),
    findNotice: (call, version) => guarded(house, call, () => findNotice(house, call, version)),
    findChoice: (call, consentId) => guarded(house, call, () => findChoice(house, call, consentId)),
    importConsent: (call) => guarded(house, call, () => importConsent(house, call)),
    updateConsent: (call, id) => guarded(house, call, () => updateConsent(house, call, id)),
    findFhirConsent: (call, id, version) =>
      guarded(house, call, () => findFhirConsent(house, call, id, version)),
    findFhirHistory: (call, id) => guarded(house, call, () => findFhirHistory(house, call, id)),
    searchFhirConsents: (call) => guarded(house, call, () => searchFhirConsents(house, call)),
    recordAuthority: (call) => guarded(house, call, () => recordAuthority(house, call)),
    askWhoDecides: (call) => guarded(house, call, () => askWhoDecides(house, call)),
    recordProtection: (call) => guarded(house, call, () => recordProtection(house, call), true),
    endProtection: (call, id) => guarded(house, call, () => endProtection(house, call, id)),
    findProtection: (call, id) => guarded(house, call, () => findProtection(house, call, id)),
    openInEmergency: (call) => openInEmergency(house, call),
    recordRelationship: (call) => guarded(house, call, () => recordRelationship(house, call)),
    endRelationship: (call, id) => guarded(house, call, () => endRelationship(house, call, id)),
    listHolds: (call) => guarded(house, call, () => listHolds(house, call, null)),
    listHoldsAfter: (call, id) => guarded(house, call, () => listHolds(house, call, id)),
    findHold: (call, id) => guarded(house, call, () => findHold(house, call, id)),
    decideHold: (call, id) => guarded(house, call, () => decideHold(holdPolicy(house), call, id)),
    listCases: (call, query) => guarded(house, call, () => listCases(house, call, query)),
    findCase: (call, id) => guarded(house, call, () => findCase(house, call, id)),
    closeCase: (call, id) => guarded(house, call, () => closeCase(house, call, id)),
    locate: (call) => guarded(house, call, () => locate(house, call)),
    listDeadlines: (call, query) => guarded(house, call, () => listDeadlines(house, call, query)),
    noteDeadline: (call, id) => guarded(house, call, () => noteDeadline(house, call, id)),
    tellFamily: (call) => guarded(house, call, () => tellFamilyOfBlock(house, call)),
    findRelationship: (call, id) => guarded(house, call, () => findRelationship(house, call, id)),
  };
}

/**
 * A fault of ours is a problem for the caller and a line in our own log, never half an answer; and a database that does not
 * answer keeps nobody waiting.
 * @param isProtecting what takes a choice back or protects somebody is let in however much there is to do
 */
async function guarded<Answer>(
  house: House,
  call: SystemCall,
  work: () => Promise<Result<Answer, Problem>>,
  isProtecting = false,
): Promise<Result<Answer, Problem>> {
  const leave = house.admission.enter(isProtecting);
  if (leave === null) return refuse({ code: 'overloaded', retryAfter: shedRetrySeconds });
  try {
    return await startDeadline(house.deadlines.usual).hold(work());
  } catch (fault) {
    house.log.fault('request-failed', fault, { exchangeId: call.exchangeId });
    if (isLedgerFault(fault)) return refuse({ code: 'ledger-unavailable', retryAfter: 5 });
    const cannotServe = fault instanceof DeadlineError || isDatabaseFault(fault);
    return refuse(cannotServe ? { code: 'overloaded', retryAfter: 5 } : { code: 'fault' });
  } finally {
    leave();
  }
}
