/** Invented organisations of docs/domain/07 §7.0, under identifiers that no real organisation has. */
export const syntheticOrganisations = {
  westmarchCouncil: { system: 'ods', value: 'Z9Z9A' },
  westmarchTrust: { system: 'ods', value: 'Z9Z9B' },
  westmarchHospital: { system: 'ods', value: 'Z9Z9C' },
  fernbeckPrimary: { system: 'urn', value: '999001' },
  fernbeckAcademy: { system: 'urn', value: '999002' },
} as const;

/** What a caller may set about an example, so that one example serves many exchanges. */
export interface ExampleIdentity {
  readonly messageId?: string;
  readonly correlationId?: string;
}
