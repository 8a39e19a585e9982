import type {
  ExchangeId,
  JsonObject,
  OrganisationId,
  PersonId,
  PlanId,
  PlanVersionId,
  SystemId,
} from '../platform/index.ts';

/** One part of a version, with the people it is about: what it says is nobody's business here. */
export interface PlanPart {
  /** The people for whom it is sealed: any of their keys opens it. */
  readonly about: readonly PersonId[];
  readonly content: JsonObject;
}

/** Which record a version is, as the organisation whose plan it is counts. */
export interface PlanRecord {
  readonly sourceOrganisationId: OrganisationId;
  readonly dataSubject: PersonId;
  /** The identifier that the organisation gives the record. */
  readonly recordId: string;
}

/** One immutable version of a plan, opened. */
export interface PlanVersion {
  readonly versionId: PlanVersionId;
  readonly planId: PlanId;
  /** The order of the versions of a plan, from 1. */
  readonly place: number;
  readonly sourceOrganisationId: OrganisationId;
  readonly systemId: SystemId;
  readonly dataSubject: PersonId;
  readonly messageType: string;
  /** The number that its author gives the version. */
  readonly number: number;
  readonly inForceAt: Date;
  /** What the message said beside its parts. */
  readonly base: JsonObject;
  /** In the order in which they came. Parts about somebody who was erased are gone. */
  readonly parts: readonly PlanPart[];
  /** How many sealed parts there are, erased ones too. */
  readonly partCount: number;
  /** The messages that brought it to somebody, by the identifiers of their sender. */
  readonly messageIds: readonly string[];
}

/** Where a version that arrives belongs. */
export interface PlanPlace {
  readonly planId: PlanId;
  /** The version itself, where it is known already. */
  readonly known: PlanVersion | null;
  /** Where a new version stands in its plan. */
  readonly nextPlace: number;
  /** The latest number of the same record; null where none is known. */
  readonly latestNumber: number | null;
  /** The versions of the plan that are known, the oldest first. */
  readonly earlier: readonly Pick<PlanVersion, 'versionId' | 'place' | 'messageIds'>[];
}

/** A version with the message that brings it, before it is sealed. */
export interface VersionDraft extends PlanRecord {
  readonly place: PlanPlace;
  /** The version that the message carries: a new identifier, or the known version's. */
  readonly versionId: PlanVersionId;
  readonly systemId: SystemId;
  readonly messageType: string;
  readonly number: number;
  readonly inForceAt: Date;
  readonly exchangeId: ExchangeId;
  readonly messageId: string;
  readonly base: JsonObject;
  /** What of it is not kept yet. */
  readonly parts: readonly PlanPart[];
}
