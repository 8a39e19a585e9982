import {
  organisationTypes,
  departments,
  roles,
  isCategoryCode,
  isPurposeCode,
} from '../../vocabulary/index.ts';
import type { CategoryCode, PurposeCode } from '../../vocabulary/index.ts';
import {
  categoriesOfSensitivity,
  extensions,
  findSystem,
  organisationSystems,
  purposeMeant,
  purposesOfReason,
  terms,
} from './consent-terms.ts';
import { codesWithin, innerOf } from './read-extensions.ts';
import type { NoteUnclear, ReadRecipients } from './reading.ts';
import type { Coding, Extension, Provision } from './resource-schema.ts';

const unknownCode = 'This code is not known here, so what it means is not guessed.';

/**
 * For which purposes. Beside our own codes an HL7 code only comes near, for other readers: in a permit our own count alone; in
 * a denial it must mean nothing beyond them. Without one of ours it must mean one purpose exactly.
 */
export function readPurposes(
  codings: readonly Coding[] | undefined,
  type: 'permit' | 'deny',
  note: NoteUnclear,
): 'ALL' | readonly PurposeCode[] {
  const own = (codings ?? []).flatMap(({ system, code }) =>
    system === terms.purpose && code !== undefined && isPurposeCode(code) ? [code] : [],
  );
  const meant = (codings ?? []).flatMap(({ system, code }, place): readonly PurposeCode[] => {
    const pointer = `Consent.provision.purpose[${place}]`;
    if (system === terms.purpose && code !== undefined && isPurposeCode(code)) return [code];
    const near = system === terms.actReason && code !== undefined ? purposesOfReason(code) : [];
    if (code === undefined || near.length === 0) {
      note(pointer, 'unknown-code', unknownCode);
      return [];
    }
    if (own.length > 0 && (type === 'permit' || near.every((each) => own.includes(each)))) return [];
    const exact = own.length > 0 ? undefined : purposeMeant(code);
    if (exact === undefined) {
      note(
        pointer,
        'purpose-is-exact',
        'This code stands for no one purpose here. Add the code of the purpose.',
      );
      return [];
    }
    return [exact];
  });
  const [first, ...more] = [...new Set(meant)];
  if (first !== undefined) return [first, ...more];
  if (type === 'permit') {
    note('Consent.provision.purpose', 'permit-names-purposes', 'What permits must name its purposes.');
  }
  return 'ALL';
}

/**
 * Which kinds of information, as a list of which any one suffices (OR). Our own codes count. HL7's sensitivity codes deny
 * every category that they may stand for, and permit nothing, since each is narrower or broader than ours.
 */
export function readLabels(
  codings: readonly Coding[],
  path: string,
  type: 'permit' | 'deny',
  note: NoteUnclear,
): readonly CategoryCode[] {
  const own = codings.flatMap(({ system, code }) =>
    system === terms.category && code !== undefined && isCategoryCode(code) ? [code] : [],
  );
  const read = codings.flatMap(({ system, code }, place): readonly CategoryCode[] => {
    const pointer = `${path}.securityLabel[${place}]`;
    if (system === terms.category && code !== undefined && isCategoryCode(code)) return [code];
    const near = system === terms.actCode && code !== undefined ? categoriesOfSensitivity(code) : [];
    if (near.length === 0) {
      note(pointer, 'unknown-code', unknownCode);
      return [];
    }
    if (type === 'deny') return near;
    if (own.length === 0) {
      note(pointer, 'category-is-exact', 'This code stands for no kind of information exactly. Add ours.');
    }
    return [];
  });
  return [...new Set(read)];
}

/** To whom: each actor one recipient of information. All of them share one narrowing to departments, roles and types. */
export function readRecipients(
  { actor }: Provision,
  type: 'permit' | 'deny',
  note: NoteUnclear,
): ReadRecipients {
  if (actor === undefined) {
    if (type === 'permit') {
      note('Consent.provision.actor', 'permit-names-recipients', 'What permits must name its recipients.');
    }
    return 'ALL';
  }
  const narrowings = actor.map(({ modifierExtension }, place) =>
    readNarrowing(modifierExtension, `Consent.provision.actor[${place}].modifierExtension`, note),
  );
  const [narrowing] = narrowings;
  if (narrowings.some((each) => JSON.stringify(each) !== JSON.stringify(narrowing))) {
    note('Consent.provision.actor', 'one-narrowing', 'All recipients of one choice are narrowed alike.');
  }
  const narrowed = Object.values(narrowing ?? {}).some((list) => list.length > 0);
  const organisations = actor.flatMap(({ role, reference }, place) => {
    const pointer = `Consent.provision.actor[${place}]`;
    const isRecipient = (role?.coding ?? []).some(
      ({ system, code }) => system === terms.participation && code === 'IRCP',
    );
    if (!isRecipient || (role?.coding ?? []).length !== 1) {
      note(
        `${pointer}.role`,
        'actor-is-recipient',
        'Only recipients of information (IRCP) can be named here.',
      );
      return [];
    }
    const { system, value } = reference.identifier ?? {};
    const isGroup = system === terms.recipientGroup && value === 'any';
    if (isGroup && narrowed && actor.length === 1) return [];
    const register = findSystem(organisationSystems, system);
    if (register === undefined || value === undefined || value.length > 12) {
      note(
        `${pointer}.reference`,
        'recipient-is-registered',
        'A recipient is an organisation, by an identifier under which it is registered here.',
      );
      return [];
    }
    return [{ system: register, value, pointer: `${pointer}.reference` }];
  });
  return { organisations, ...(narrowing ?? { departments: [], roles: [], organisationTypes: [] }) };
}

type Narrowing = Pick<Exclude<ReadRecipients, 'ALL'>, 'departments' | 'roles' | 'organisationTypes'>;

function readNarrowing(
  list: readonly Extension[] | undefined,
  pointer: string,
  note: NoteUnclear,
): Narrowing {
  const [own, ...others] = list ?? [];
  const none: Narrowing = { departments: [], roles: [], organisationTypes: [] };
  if (own === undefined) return none;
  const narrowing: Narrowing = {
    departments: departments.filter((each) => codesWithin(own, 'department').includes(each)),
    roles: roles.filter((each) => codesWithin(own, 'role').includes(each)),
    organisationTypes: organisationTypes.filter((each) =>
      codesWithin(own, 'organisationType').includes(each),
    ),
  };
  const read = Object.values(narrowing).reduce((sum, each) => sum + each.length, 0);
  if (own.url !== extensions.narrowing || others.length > 0 || read === 0 || read !== innerOf(own).length) {
    note(pointer, 'modifier-unknown', 'A modifier that is not known here may turn the meaning round.');
    return none;
  }
  return narrowing;
}
