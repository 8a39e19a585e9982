import { z } from 'zod';
import type { OwnPerson, ToldNotice } from '../../exchange/index.ts';
import { type Visit, writeDay, writeInstant } from '../../pages/index.ts';
import { plainGroups, purposeCodes, saidInNotices } from '../../vocabulary/index.ts';
import { type ShownPerson, showPerson } from '../portal-deps.ts';

/** A notice as pages show it, with the person whom it is about and the page that it leads to. */
export interface ShownNotice {
  readonly kind: ToldNotice['kind'];
  readonly at: string;
  readonly text: string;
  /** Only its English words are kept. */
  readonly isEnglish: boolean;
  /** What the place that was told can and cannot do, where that is what it tells of. */
  readonly limits: string;
  readonly person: ShownPerson | undefined;
  readonly href?: string;
  /** The name of the link in the catalogues. */
  readonly link?: string;
}

/** Shows a notice to its reader, in their own language where it can be composed anew of what it tells of. */
export function showNotice(
  { kind, about, writtenAt, text, details, noticeId }: ToldNotice,
  people: readonly OwnPerson[],
  { language, t }: Pick<Visit, 'language' | 't'>,
): ShownNotice {
  const whom = people.find(({ person }) => person === about);
  const translated =
    kind === 'AUTHORITY_EVENT'
      ? translateEvent(details, whom, { language, t })
      : translate({ kind, details }, t);
  return {
    kind,
    at: writeInstant(writtenAt, language),
    text: translated ?? text,
    isEnglish: translated === undefined,
    limits: isDecision({ kind, details }) ? t(`notices.limits.${kind}`) : '',
    person: whom === undefined ? undefined : showPerson(whom),
    ...findPage({ kind, details, noticeId }, whom),
  };
}

function findPage(
  { kind, details: { consentId, sayingId }, noticeId }: Pick<ToldNotice, 'kind' | 'details' | 'noticeId'>,
  whom: OwnPerson | undefined,
): Pick<ShownNotice, 'href' | 'link'> {
  if (kind === 'SHARED' && whom !== undefined)
    return { href: `/people/${whom.key}/shared/${noticeId}`, link: 'notices.seeShared' };
  if (kind === 'CONSENT_CHANGED' && whom !== undefined && typeof consentId === 'string')
    return { href: `/choices/${consentId}`, link: 'notices.seeChoice' };
  return kind === 'ANSWERED' && typeof sayingId === 'string'
    ? { href: `/said/${sayingId}`, link: 'notices.seeAnswer' }
    : {};
}

/** Whether it tells what a place was told, or was not. */
function isDecision({ kind, details }: Pick<ToldNotice, 'kind' | 'details'>): boolean {
  return kind === 'SHARED' || (kind === 'BLOCKED' && 'waits' in details);
}

const said = z.enum(saidInNotices);
const groups = z.array(z.enum(plainGroups));
const sharedSchema = z.object({
  from: z.string(),
  to: z.string(),
  groups,
  purposeCode: z.enum(purposeCodes),
});
const waitingSchema = z.object({ from: z.string(), to: z.string(), groups, waits: z.boolean() });
const relySchema = z.object({ to: z.string(), groups });
const emergencySchema = z.object({ by: z.string() });
const saidSchema = z.object({
  says: said,
  from: z.string().optional(),
  to: z.string().optional(),
  groups: groups.optional(),
});

const eventSchema = z.object({
  event: z.enum(['TURNS_16', 'SCHOOL_AGE_ENDS', 'TURNS_18']),
  day: z.iso.date(),
  stage: z.string(),
});

/** That somebody comes of an age from which they decide; any other event keeps its English words. */
function translateEvent(
  details: ToldNotice['details'],
  whom: OwnPerson | undefined,
  { language, t }: Pick<Visit, 'language' | 't'>,
): string | undefined {
  const { data } = eventSchema.safeParse(details);
  if (data === undefined || whom === undefined) return undefined;
  const reader = whom.relation === 'SELF' ? 'SELF' : 'PARENT';
  const stage = data.stage === 'ON_THE_DAY' ? 'today' : 'ahead';
  return t(`notices.authority.${data.event}.${reader}.${stage}`, {
    name: whom.givenName,
    day: writeDay(data.day, language),
  });
}

/** A message composed anew of what it tells of; nothing where only its English words are kept. */
function translate(
  { kind, details }: Pick<ToldNotice, 'kind' | 'details'>,
  t: Visit['t'],
): string | undefined {
  const name = (named: z.output<typeof groups>): string =>
    named.map((group) => t(`words.group.${plainGroups.indexOf(group)}`)).join(', ');
  if (kind === 'ANSWERED') return t('notices.answered');
  if (kind === 'SHARED') {
    const { data } = sharedSchema.safeParse(details);
    return (
      data &&
      t('notices.shared', { ...data, groups: name(data.groups), why: t(`words.purpose.${data.purposeCode}`) })
    );
  }
  if (kind === 'NO_LONGER_RELY') {
    const { data } = relySchema.safeParse(details);
    if (data === undefined) return undefined;
    return data.groups.length === 0
      ? t('notices.stopAll', { to: data.to })
      : t('notices.stop', { to: data.to, groups: name(data.groups) });
  }
  if (kind === 'EMERGENCY_ACCESS') {
    const { data } = emergencySchema.safeParse(details);
    return data && t('notices.emergency', data);
  }
  const waiting = kind === 'BLOCKED' ? waitingSchema.safeParse(details).data : undefined;
  if (waiting !== undefined) {
    const { from, to } = waiting;
    return t(waiting.waits ? 'notices.held' : 'notices.refused', { from, to, groups: name(waiting.groups) });
  }
  const { data } = saidSchema.safeParse(details);
  if (data === undefined) return undefined;
  const { says, from = '', to = '' } = data;
  return t(`notices.says.${says}`, { from, to, groups: name(data.groups ?? []) });
}
