/** What is asked at a FHIR door: a resource by its id, or what a search finds. */
export interface FhirAsk {
  /** A type that can be asked for. */
  readonly type: string;
  readonly resourceId?: string;
  /** The parameters of the search as they were written. */
  readonly parameters: string;
  /** Whether they stand in the address, where nobody may be named. */
  readonly inAddress: boolean;
}
