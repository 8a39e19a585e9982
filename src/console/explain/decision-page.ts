import { readInformationGiven } from '../../consent/index.ts';
import { type Look, type ReadDecision, recordLooks, isUncertain } from '../../exchange/index.ts';
import { verifyReceipt } from '../../ledger/index.ts';
import { type PageDefinition, writeInstant } from '../../pages/index.ts';
import { type ConsentId, asId } from '../../platform/index.ts';
import type { CompiledPolicy } from '../../policy/index.ts';
import { entryOutcomes } from '../../vocabulary/index.ts';
import { pathOf } from '../access-table.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type OfficerVisit, consolePage } from '../console-page.ts';
import { lookingAs } from '../find/look-console.ts';
import { findJustification } from '../find/search-session.ts';
import { openBook } from '../find/show-decision.ts';
import { createTextSeal } from '../sealed-text.ts';
import { type SeenDecision, findSeenDecision } from './find-entry.ts';
import { type Telling, tellDuties, tellLaw, tellOutcome, tellParts, tellQuestion } from './tell-decision.ts';

/** One decision as a story: what was asked, what left and what did not and why, what came of it, its proof, and what today’s rules say. */
export function decisionPage(deps: ConsoleDeps): PageDefinition {
  const seal = createTextSeal(deps.sessionKey);
  return consolePage(deps, 'EXPLAIN', {
    get: async (visit) => {
      const why = findJustification(seal, visit);
      if (why === undefined) return { kind: 'GO', to: pathOf('FIND') };
      const entryId = visit.visit.parameters['entry'] ?? '';
      const seen = await findSeenDecision(deps.ledger, visit.officer, entryId);
      if (seen === undefined) return { kind: 'NOT_FOUND' };
      await recordReading(deps, visit, seen, why);
      const telling = { book: await openBook(deps), language: visit.visit.language };
      return { kind: 'PAGE', template: 'explain/decision.njk', view: await tellAll(deps, seen, telling) };
    },
  });
}

/** A look for each person of whom something is shown; whoever stands in silent parts alone is not found by it. */
async function recordReading(
  deps: ConsoleDeps,
  { officer }: OfficerVisit,
  { about, entry }: SeenDecision,
  why: string,
): Promise<void> {
  const content: Look['content'] = { at: 'CONSOLE_DECISION', why, seen: [Number(entry.index)] };
  const looks: readonly Look[] = [...about].map(([person, silent]) => ({ person, content, silent }));
  await recordLooks(deps, lookingAs(officer), looks.length === 0 ? [{ person: null, content }] : looks);
}

async function tellAll(
  deps: ConsoleDeps,
  seen: SeenDecision,
  telling: Telling,
): Promise<Readonly<Record<string, unknown>>> {
  const { entry, read } = seen;
  const { policyVersion } = read.decision;
  const isUniform = isUncertain(read);
  const story = {
    ...tellOutcome(read),
    isUniform,
    asked: {
      ...tellQuestion(read, telling),
      recorded: writeInstant(entry.at, telling.language),
      exchange: entry.exchangeId ?? '',
    },
    proof: await prove(deps, seen),
    policy: { bundle: policyVersion.bundle, version: policyVersion.version },
  };
  if (isUniform) return story;
  return {
    ...story,
    parts: tellParts(seen),
    law: tellLaw(read),
    authority: read.facts.authority,
    choices: await tellChoices(deps, read, telling),
    duties: tellDuties(read, telling),
    after: await tellAfter(deps, seen, telling),
    ...replayTwice(deps, seen),
  };
}

async function prove(
  { ledger }: ConsoleDeps,
  { entry }: SeenDecision,
): Promise<{ readonly index: string; readonly isGood: boolean }> {
  const verified = verifyReceipt(await ledger.getReceipt(entry.index), 'CARRIED', ledger.verifierKey);
  return {
    index: String(entry.index),
    isGood: verified.ok && BigInt(verified.value.index) === entry.index,
  };
}

/** The choices that counted, each with the words that were shown; nothing of what an erased one said. */
async function tellChoices(
  { consents }: ConsoleDeps,
  { decision }: ReadDecision,
  { language }: Telling,
): Promise<readonly object[]> {
  const refs = new Map(
    decision.segments.flatMap(({ consentRefs }) =>
      consentRefs.map((ref) => [`${ref.consentId} ${ref.version}`, ref] as const),
    ),
  );
  return Promise.all(
    [...refs.values()].map(async ({ consentId, version }) => {
      const shown = await consents.findShown(asId<'Consent'>(consentId) satisfies ConsentId, version);
      if (shown === undefined || shown.bodyText === null) return { consentId, version, isGone: true };
      const told = readInformationGiven(shown.bodyText);
      return {
        consentId,
        version,
        isGone: false,
        status: shown.status,
        recorded: writeInstant(shown.recordedAt, language),
        shown: told?.shownText ?? '',
        language: told?.language ?? 'en',
      };
    }),
  );
}

/** What came after it in the same exchange, as far as it is about this decision. */
async function tellAfter(
  { ledger }: ConsoleDeps,
  { entry, withSilent }: SeenDecision,
  { language }: Telling,
): Promise<readonly object[]> {
  if (entry.exchangeId === null) return [];
  const all = await ledger.findEntriesOfExchange(entry.exchangeId);
  const isOnlyDecision = all.filter(({ kind }) => kind === 'DECISION').length === 1;
  return all.flatMap(({ index, kind, at, parts }) => {
    const part = parts.find((each) => !each.erased && (withSilent || !each.silent));
    if (part === undefined || part.erased || index === entry.index || kind === 'DECISION') return [];
    const { decisionEntryId, outcome, event } = part.content;
    if (decisionEntryId === undefined ? !isOnlyDecision : decisionEntryId !== entry.entryId) return [];
    const what = [outcome, event].find((each) => typeof each === 'string') ?? kind;
    const told = ['OUTCOME', 'ACKNOWLEDGEMENT', 'NOTICE', 'HOLD'].includes(kind) ? kind : 'other';
    const isKnown = entryOutcomes.some((each) => each === what);
    return [{ at: writeInstant(at, language), kind: told, what, isKnown }];
  });
}

/** What the rules of today say, under the policy that decided and, where that is another, under the one in force. */
function replayTwice(
  { calendar }: ConsoleDeps,
  seen: SeenDecision,
): { readonly replay: object; readonly present: object } {
  const { policyVersion } = seen.read.decision;
  const own = calendar.library.find(policyVersion);
  const { version } = calendar.present;
  return {
    replay: own === undefined ? { kind: 'IMPOSSIBLE' } : replayUnder(seen, own),
    present: version.hash === policyVersion.hash ? { kind: 'NONE' } : replayUnder(seen, calendar.present),
  };
}

function replayUnder({ read, replay }: SeenDecision, policy: CompiledPolicy): object {
  const replayed = replay(policy);
  if (!replayed.ok) return { kind: 'IMPOSSIBLE' };
  // Under another version that it is another is no difference.
  const isOther = policy.version.hash !== read.decision.policyVersion.hash;
  const names = replayed.value.differences.filter((name) => !isOther || name !== 'policyVersion');
  return {
    kind: names.length === 0 ? 'SAME' : 'DIFFERENT',
    names,
    outcome: replayed.value.replayed.outcome,
    version: `${policy.version.bundle} ${policy.version.version}`,
  };
}
