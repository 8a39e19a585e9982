import type { CaseId, ExchangeId } from '../../platform/index.ts';
import type { CaseFinding, CaseKind, CaseSanction, CaseState, RoleCode } from '../../vocabulary/index.ts';

/** What a list is asked for, by the names of the query; each value is of its form already. */
export type CaseQuery = Readonly<Partial<Record<'kind' | 'state' | 'after', string>>>;

/** What officers must look at, or looked at, in a list: nothing of what happened. */
export interface CaseSummaryAnswer {
  readonly caseId: CaseId;
  readonly kind: CaseKind;
  /** The kind in plain words. */
  readonly plain: string;
  readonly state: CaseState;
  /** ISO 8601. */
  readonly openedAt: string;
  /** By when somebody must have looked, ISO 8601. It is never closed because a time has passed. */
  readonly due: string;
  readonly closedAt?: string;
}

/** That a family was told what an officer had them told. */
export interface FamilyNoticeAnswer {
  /** ISO 8601. */
  readonly toldAt: string;
}

/** A page of cases. */
export interface CaseListAnswer {
  readonly cases: readonly CaseSummaryAnswer[];
  /** The address of the next page, where there is one. */
  readonly next?: string;
}

/** One case as an officer who must look reads it. */
export interface CaseAnswer extends CaseSummaryAnswer {
  /** Where the rule comes from. */
  readonly source: string;
  /** Moves on with everything that happens in the case: an outcome names the version that was looked at. */
  readonly version: number;
  /** What happened, in its order. */
  readonly occurrences: readonly {
    /** ISO 8601. */
    readonly at: string;
    readonly exchangeId?: ExchangeId;
    /** Whose act it was. */
    readonly actBy?: { readonly organisation: string; readonly staffId: string };
    readonly details: Readonly<Record<string, unknown>>;
  }[];
  readonly outcome?: {
    readonly at: string;
    readonly by: { readonly staffId: string; readonly role: RoleCode };
    readonly finding: CaseFinding;
    readonly sanction: CaseSanction;
    readonly reasons: string;
    readonly told: readonly string[];
    /** What whoever said something reads. */
    readonly answer?: string;
    readonly person: 'NOTIFIED' | 'NOT_ASKED' | { readonly notSafe: string };
  };
}
