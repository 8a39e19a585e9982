import type { CategoryCode, OrganisationType, PurposeCode } from '../vocabulary/index.ts';
import type { OrganisationKey, PersonKey } from './westmarch.ts';

/** A recorded choice of a family of the region. */
export interface RegionChoice {
  /** To share, where nothing is said. */
  readonly type?: 'SHARE' | 'ASSESSMENT_GATE';
  readonly about: PersonKey;
  readonly by: PersonKey;
  readonly purposes: 'ALL' | readonly PurposeCode[];
  readonly organisations: readonly OrganisationKey[];
  readonly organisationTypes: readonly OrganisationType[];
  readonly permit: readonly CategoryCode[];
  readonly deny: 'ALL' | readonly CategoryCode[];
  /** ISO 8601; `null` is without end. */
  readonly from: string;
  readonly to: string | null;
  readonly childWishes?: string;
}

/** The choices that docs/domain/07 AC1, AC3 and AC4 start from. */
export const choices: readonly RegionChoice[] = [
  {
    about: 'jackie',
    by: 'wendy',
    purposes: ['P07'],
    organisations: ['FPS'],
    organisationTypes: [],
    permit: ['EDU', 'ATT', 'SEN'],
    deny: ['PMH'],
    from: '2028-01-06T16:40:00Z',
    to: '2028-08-01T00:00:00Z',
    childWishes: 'Mr Marnock can know I missed school. Not the class.',
  },
  {
    about: 'amara',
    by: 'grace',
    purposes: ['P03'],
    organisations: ['WMC'],
    organisationTypes: [],
    permit: ['DEV', 'PHY', 'MHC'],
    deny: [],
    from: '2026-09-01T00:00:00Z',
    to: '2027-12-31T00:00:00Z',
  },
  ...(['leosMother', 'leosFather'] as const).map((by): RegionChoice => ({
    about: 'leo',
    by,
    purposes: 'ALL',
    organisations: [],
    organisationTypes: ['COUNCIL'],
    permit: [],
    deny: 'ALL',
    from: '2026-09-01T00:00:00Z',
    to: null,
  })),
  ...(['anna', 'piotr'] as const).map((by): RegionChoice => ({
    about: 'ben',
    by,
    purposes: ['P02'],
    organisations: ['FPS'],
    organisationTypes: [],
    permit: ['MHC', 'SFH'],
    deny: [],
    from: '2027-09-01T00:00:00Z',
    to: null,
  })),
  ...(['ASSESSMENT_GATE', 'SHARE'] as const).map((type): RegionChoice => ({
    type,
    about: 'josh',
    by: 'josh',
    purposes: ['P13'],
    organisations: ['WMC'],
    organisationTypes: [],
    // An assessment is agreed to as a whole; what is shared for it is chosen by its kinds.
    permit: type === 'SHARE' ? ['CON', 'SEN', 'DEV', 'DIS', 'PHY'] : [],
    deny: [],
    from: '2026-11-01T00:00:00Z',
    to: null,
  })),
];
