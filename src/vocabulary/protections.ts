/** What may protect a person, beside the choices of those who decide for them (docs/domain/01 §1.9, §1.10; 03 §3.6). */
export const protectionKinds = [
  'NATIONAL_DATA_OPT_OUT',
  'SHIELDED_LOCATION',
  'SAFE_CONTACT',
  'NOTIFY_PREFERENCES',
] as const;
export type ProtectionKind = (typeof protectionKinds)[number];

/** Where a national data opt-out was seen: the national service itself, its app or telephone line, or on paper. */
export const optOutSources = ['NATIONAL_SERVICE', 'NHS_APP', 'TELEPHONE', 'PAPER'] as const;
export type OptOutSource = (typeof optOutSources)[number];

/** By what way somebody wants to be told. */
export const tellingChannels = ['PORTAL', 'EMAIL', 'TEXT', 'TELEPHONE', 'POST', 'IN_PERSON'] as const;
export type TellingChannel = (typeof tellingChannels)[number];

/** In what form somebody wants to be told (docs/domain/03 §3.6 `informationGiven`). */
export const tellingFormats = ['standard', 'easyRead', 'BSL', 'symbols', 'audio', 'largePrint'] as const;
export type TellingFormat = (typeof tellingFormats)[number];
