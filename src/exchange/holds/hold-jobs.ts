import { type Hold, type HoldLevel, deskOfStaff } from '../../holds/index.ts';
import type { HoldId, RecurringJob } from '../../platform/index.ts';
import type { House } from '../house.ts';
import { callRecord } from '../record/call-record.ts';
import { draftHoldEntry } from './draft-hold-entry.ts';
import { findNextDue, levelNames } from './hold-rules.ts';

const batch = 100;

/**
 * What becomes of holds with time: those due are handed up to the manager and then to information governance, whose on-call
 * contact is raised; those that end are ended, and never released; and a new lead finds what waited for the one before.
 */
export function makeHoldJobs(house: House): readonly RecurringJob[] {
  return [
    { name: 'holds-hand-up', everyMinutes: 5, run: (at) => handUpDue(house, at) },
    { name: 'holds-end', everyMinutes: 60, run: (at) => endExpired(house, at) },
    { name: 'holds-follow-leads', everyMinutes: 15, run: (at) => followLeads(house, at) },
  ];
}

async function handUpDue(house: House, at: Date): Promise<void> {
  for (;;) {
    const due = await house.holds.findDue('DUE', at, batch);
    for (const hold of due) await handUp(house, hold, at);
    if (due.length < batch) return;
  }
}

async function handUp(house: House, hold: Hold, at: Date): Promise<void> {
  const level: HoldLevel = hold.level === 0 ? 1 : 2;
  const dueAt = findNextDue(hold.body.safetyCritical, at);
  const more = { level: levelNames[level], due: dueAt.toISOString() };
  const moved = await record(house, hold, 'ESCALATED', at, more, { level, dueAt: dueAt.toISOString() });
  if (!moved) return;
  house.log.warn('hold-handed-up', { exchangeId: hold.exchangeId, outcome: levelNames[level] });
  if (level === 2 || hold.body.safetyCritical) house.pageOnCall('hold-not-judged');
}

async function endExpired(house: House, at: Date): Promise<void> {
  for (;;) {
    const ended = await house.holds.findDue('EXPIRED', at, batch);
    for (const hold of ended) {
      const moved = await record(house, hold, 'EXPIRED', at, {}, { at: at.toISOString() });
      if (moved) house.log.warn('hold-expired', { exchangeId: hold.exchangeId });
    }
    if (ended.length < batch) return;
  }
}

/** One statement; false where another replica was first. */
async function record(
  house: House,
  hold: Hold,
  kind: 'ESCALATED' | 'EXPIRED',
  at: Date,
  told: Readonly<Record<string, string>>,
  step: object,
): Promise<boolean> {
  const recorded = await callRecord(
    house.pool,
    'select entry_id, entry_index::text from exchange.record_hold_step($1::jsonb)',
    {
      kind,
      exchangeId: hold.exchangeId,
      step: { holdId: hold.holdId, turn: hold.turn, ...step },
      entries: await house.ledger.prepare([draftHoldEntry(hold, kind, at, told)]),
    },
  );
  return recorded.ok && recorded.value.length > 0;
}

/** What the lead of today may know follows the same rule as at the opening: only within the organisation that was asked. */
async function followLeads(house: House, at: Date): Promise<void> {
  let after: HoldId | null = null;
  for (;;) {
    const open: readonly Hold[] = await house.holds.findOpen(after, batch);
    for (const { holdId, dataSubject, body } of open) {
      if (dataSubject === null || body.judge !== 'LEAD' || body.named === null) continue;
      const lead = await house.relationships.findLead(dataSubject, at);
      if (lead?.organisationId !== body.named.organisationId || lead.staffId === body.named.staffId) continue;
      await house.holds.addDesk(holdId, deskOfStaff(lead.organisationId, lead.staffId));
    }
    after = open.at(-1)?.holdId ?? null;
    if (open.length < batch) return;
  }
}
