import type { CategoryCode } from '../../vocabulary/index.ts';
import { readLabels, readPurposes, readRecipients } from './read-codes.ts';
import { readDataPeriod, readValidity } from './read-times.ts';
import type { NoteUnclear, ReadChoice } from './reading.ts';
import type { Provision } from './resource-schema.ts';

/** What the rules of a Consent say. */
export type ReadRules = Pick<
  ReadChoice,
  'purposes' | 'recipients' | 'categories' | 'validFrom' | 'validTo' | 'dataPeriod'
>;

const root = 'Consent.provision';

/** Members that narrow in ways that no choice here can keep. */
const unkept = ['action', 'class', 'code', 'data'] as const;

/**
 * Reads the rules: the root says whether what it names may go, and one level of exceptions may deny some of it. Whatever
 * goes further is noted, and nothing is read out of it.
 */
export function readRules(provision: Provision | undefined, note: NoteUnclear): ReadRules | null {
  if (provision === undefined) {
    note(root, 'missing', 'Without a provision it says nothing that could be kept.');
    return null;
  }
  noteUnkept(provision, root, note);
  const { type } = provision;
  if (type === undefined) {
    note(
      `${root}.type`,
      'root-type',
      'Say whether the root permits or denies: the standard leaves it open otherwise.',
    );
    return null;
  }
  const purposes = readPurposes(provision.purpose, type, note);
  const recipients = readRecipients(provision, type, note);
  const labels =
    provision.securityLabel === undefined ? null : readLabels(provision.securityLabel, root, type, note);
  const exceptions = readExceptions(provision, type, note);
  const categories: ReadChoice['categories'] =
    type === 'deny' ? { permit: [], deny: labels ?? 'ALL' } : readPermit(labels, exceptions, note);
  return {
    purposes,
    recipients,
    categories,
    ...readValidity(provision.period, note),
    dataPeriod: readDataPeriod(provision.dataPeriod, note),
  };
}

function readPermit(
  labels: readonly CategoryCode[] | null,
  denied: readonly CategoryCode[],
  note: NoteUnclear,
): ReadChoice['categories'] {
  if (labels === null) return { permit: 'AS_SHOWN', deny: denied };
  const permit = labels.filter((each) => !denied.includes(each));
  if (permit.length === 0) {
    note(`${root}.securityLabel`, 'permits-nothing', 'Its exceptions leave nothing of what it permits.');
  }
  return { permit, deny: denied };
}

/** The kinds of information that exceptions deny. */
function readExceptions(
  { provision }: Provision,
  type: 'permit' | 'deny',
  note: NoteUnclear,
): readonly CategoryCode[] {
  const denied = (provision ?? []).flatMap((exception, place) => {
    const path = `${root}.provision[${place}]`;
    noteUnkept(exception, path, note);
    if (exception.provision !== undefined) {
      note(`${path}.provision`, 'one-level', 'Exceptions have no exceptions of their own here (IHE PCF).');
    }
    for (const member of ['period', 'actor', 'purpose', 'dataPeriod'] as const) {
      if (exception[member] !== undefined) {
        note(`${path}.${member}`, 'exception-by-label', 'An exception here is by kind of information alone.');
      }
    }
    if (type === 'deny' || exception.type !== 'deny') {
      note(`${path}.type`, 'exception-denies', 'An exception here denies some of what the root permits.');
      return [];
    }
    if (exception.securityLabel === undefined) {
      note(`${path}.securityLabel`, 'exception-by-label', 'Say which kinds of information are denied.');
      return [];
    }
    return readLabels(exception.securityLabel, path, 'deny', note);
  });
  return [...new Set(denied)];
}

function noteUnkept(provision: Omit<Provision, 'provision'>, path: string, note: NoteUnclear): void {
  for (const member of unkept) {
    if (provision[member] !== undefined) {
      note(`${path}.${member}`, 'not-kept', 'A choice here cannot be narrowed in this way.');
    }
  }
  if (provision.modifierExtension !== undefined) {
    note(
      `${path}.modifierExtension`,
      'modifier-unknown',
      'A modifier that is not known here may turn the meaning round.',
    );
  }
}
