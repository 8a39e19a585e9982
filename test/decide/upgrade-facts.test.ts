import { describe, expect, it } from '@jest/globals';
import {
  type RecordedFacts,
  neutralBars,
  neutralGates,
  upgradeFacts,
} from '../../src/exchange/decide/index.ts';
import type { RoleCode } from '../../src/vocabulary/index.ts';
import { choice, facts, segment } from './case-facts.ts';

/** The same facts as the first edition would have written them: without what came later. */
function firstEdition(more: Partial<RecordedFacts> = {}): RecordedFacts {
  const { at, kind, mode, messageType, purpose, urgency, statutoryTransfer, ...rest } = facts([]);
  const { statutoryTrigger, attested, familyInformed, syntheticData, source, agreement, identity } = rest;
  const { segmentId, part, labelled, categories, level, flags, aboutOthers, ...handling } = segment(
    'one',
    'EDU',
  );
  const { linkedToNeed, mandatory, safetyCritical, notForRoles, assertionType, embargoUntil } = handling;
  const { category, result, refs, withdrawn, childPermits } = choice('EDU', 'PERMIT');
  return {
    at,
    kind,
    mode,
    messageType,
    purpose,
    urgency,
    statutoryTransfer,
    statutoryTrigger,
    attested,
    familyInformed,
    syntheticData,
    source,
    agreement,
    identity,
    leadDecision: null,
    approvals: [],
    recipient: {
      organisationId: 'FPS',
      type: 'SCHOOL',
      department: 'NONE',
      dutyStatus: 'DESIGNATED_EDU',
      role: 'SENCO',
    },
    bars: { adoption: false, courtRestriction: false, nationalDataOptOut: false },
    authority: { snapshotHash: 'h', rule: 'under-16', selfDecides: false, someoneMayDecide: true },
    segments: [
      {
        segmentId,
        part,
        labelled,
        categories,
        level,
        flags,
        aboutOthers,
        linkedToNeed,
        mandatory,
        safetyCritical,
        notForRoles,
        assertionType,
        embargoUntil,
        choices: [{ category, result, refs, withdrawn, childPermits }],
      },
    ],
    ...more,
  };
}

function reader(role: RoleCode): RecordedFacts {
  const recorded = firstEdition();
  return { ...recorded, ownAccess: true, recipient: { ...recorded.recipient, role } };
}

describe('facts of the first edition', () => {
  it('get what changes nothing for each member that came later', () => {
    const upgraded = upgradeFacts(firstEdition());
    expect(upgraded).toEqual(
      facts([segment('one', 'EDU', { choices: [choice('EDU', 'PERMIT')] })], { edition: 1 }),
    );
    expect(upgraded.bars).toEqual(neutralBars);
    expect(upgraded.gates).toEqual(neutralGates);
  });

  it('keep whom the person decided for, and who decided for themselves', () => {
    const recorded = firstEdition();
    const upgraded = upgradeFacts({ ...recorded, authority: { ...recorded.authority, selfDecides: true } });
    expect(upgraded.segments[0]?.choices[0]?.selfDecides).toBe(true);
  });

  it('ask the opt-out about the whole request, as they did then', () => {
    const optedOut = { adoption: false, courtRestriction: false, nationalDataOptOut: true };
    expect(upgradeFacts(firstEdition({ bars: optedOut })).segments[0]?.healthOrigin).toBe(true);
    expect(upgradeFacts(firstEdition()).segments[0]?.healthOrigin).toBe(false);
    expect(upgradeFacts(firstEdition({ edition: 2, bars: optedOut })).segments[0]?.healthOrigin).toBe(false);
  });

  it.each<[RoleCode, string]>([
    ['CHILD', 'SELF'],
    ['YP', 'SELF'],
    ['PARENT_PR', 'PARENT'],
    ['REPRESENTATIVE', 'REPRESENTATIVE'],
    ['ADVOCATE', 'REPRESENTATIVE'],
  ])('say by their role who read their own record: %s', (role, own) => {
    expect(upgradeFacts(reader(role)).own).toBe(own);
    expect(upgradeFacts({ ...reader(role), ownAccess: false }).own).toBeNull();
  });

  it('carry nothing on that a later edition replaced', () => {
    expect(Object.keys(upgradeFacts(reader('YP')))).not.toContain('ownAccess');
  });
});

describe('facts of today', () => {
  it('come back as they were', () => {
    const today = facts([segment('one', 'EDU', { choices: [choice('EDU', 'DENY', { lapsed: true })] })]);
    expect(upgradeFacts(today)).toEqual(today);
  });
});
