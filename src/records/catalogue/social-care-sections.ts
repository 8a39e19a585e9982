import type { LabelFloor } from '../record-type.ts';

/**
 * The sections of a social-care record and what each is labelled with at least. Where a section holds things of very
 * different kinds (health, identity), its author must say which it is: nothing is assumed and without a label nothing goes.
 */
export const socialCareSections = {
  education: { always: [], oneOf: { codes: ['EDU', 'ATT', 'BEH', 'SEN'], otherwise: 'EDU' } },
  health: { always: [], oneOf: { codes: ['PHY', 'DEV', 'UHP', 'MHC', 'PSY', 'SFH', 'SHR', 'SUC', 'GID'] } },
  emotional: { always: [], oneOf: { codes: ['BEH', 'MHC', 'PSY', 'SFH', 'SUC'] } },
  identity: { always: [], oneOf: { codes: ['EQU', 'GID', 'VOI', 'ADO', 'IMM'] } },
  social: { always: [], oneOf: { codes: ['HHD', 'BEH', 'DIS', 'EXP', 'YJS', 'YCR'] } },
  'self-care': { always: [], oneOf: { codes: ['DEV', 'DIS', 'PHY'] } },
  family: { always: ['HHD'] },
  contact: { always: ['HHD'] },
  housing: { always: ['HFN'] },
  placement: { always: ['LAC', 'CON'] },
  safeguarding: { always: ['CPR'] },
} as const satisfies Record<string, LabelFloor>;

/** The name of a section. */
export type SocialCareSection = keyof typeof socialCareSections;

/** All sections. */
export const socialCareSectionNames = Object.keys(socialCareSections) as readonly SocialCareSection[];

/** The floor of a section, or undefined where there is no such section. */
export function findSectionFloor(name: string | undefined): LabelFloor | undefined {
  return name !== undefined && isSection(name) ? socialCareSections[name] : undefined;
}

function isSection(name: string): name is SocialCareSection {
  return Object.hasOwn(socialCareSections, name);
}
