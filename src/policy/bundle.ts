import type { CategoryCode, ReasonCode, Reg17ExceptionCode, RoleCode } from '../vocabulary/index.ts';
import type { Box } from './box.ts';
import type { LegalBasis, MatrixCell, PolicyOutcome, PolicyVersion } from './policy-types.ts';

/** A policy bundle after reading: every list written out, every condition a box. */
export interface Bundle {
  readonly version: PolicyVersion;
  /** The one text of it that is hashed: RFC 8785, with the hash of what it extends. */
  readonly spelling: string;
  readonly status: BundleStatus;
  readonly effectiveFrom: string;
  /** What it tightens, or null for a bundle of its own. */
  readonly extends: PolicyVersion | null;
  /** The name of the bundle at the end of what it extends; its own where it is a version of that. */
  readonly baseline: string;
  /** Rows that this version mends against its sources: the next version of a baseline may be looser in these, and in no other. */
  readonly corrections: readonly string[];
  readonly rows: readonly Row[];
  readonly combine: readonly CombineRule[];
  readonly forbid: readonly ForbidRule[];
  readonly explain: readonly ExplainRule[];
  readonly bases: readonly Basis[];
  /** Gates of statutes, and who may release what nobody may see by rule; null in versions from before there were any. */
  readonly gates: Gates | null;
}

/** Gates that stand before whole disclosures (docs/domain/01 §1.8). A local bundle inherits them as they are. */
export interface Gates {
  readonly reg17: Omit<Named, 'id'> & {
    /** The disclosures that the gate stands before. */
    readonly applies: readonly Box[];
    /** Those among them that it does not stand before. */
    readonly except: readonly Box[];
    readonly exceptions: readonly Reg17Exception[];
  };
  /** Roles that may release what stands in a "never" column. */
  readonly approvers: Omit<Named, 'id'> & { readonly roles: readonly RoleCode[] };
  /** Roles whose opinion of serious harm counts. */
  readonly healthProfessionals: Omit<Named, 'id'> & { readonly roles: readonly RoleCode[] };
}

/** One exception of SEND Regulations 2014 reg 17, and for which disclosures it may be claimed. */
export interface Reg17Exception extends Omit<Named, 'id'> {
  readonly code: Reg17ExceptionCode;
  readonly when: readonly Box[];
  /** It rests on the young person's own written request. */
  readonly writtenRequest: boolean;
  /** Only what no longer tells single people apart may go under it. */
  readonly withoutIdentity: boolean;
}

/** The life of a bundle version: only `in-force` decides unless a version is asked for by number. */
export const bundleStatuses = ['draft', 'in-force', 'retired'] as const;

/** How far a bundle version has come. */
export type BundleStatus = (typeof bundleStatuses)[number];

interface Named {
  readonly id: string;
  readonly title: string;
  /** The statute, standard or paragraph that the rule rests on. */
  readonly source: string;
}

/** One row of the need-to-know matrix: for whom and why, and which categories stand in which column. */
export interface Row extends Named {
  /** The recipients and purposes it is for; alternatives. */
  readonly selectors: readonly Box[];
  readonly columns: readonly Column[];
}

/** Some categories of a row, under a condition on level or on the child's own permit. Columns of one row never overlap. */
export interface Column {
  readonly cell: Extract<MatrixCell, 'ALLOWED' | 'LINKED' | 'NEVER'>;
  /** Only an explicit permit lets it go, whatever the purpose's consent effect. */
  readonly decisive: boolean;
  readonly categories: readonly CategoryCode[];
  /** Narrows `level` and `childPermits`; everything where it always holds. */
  readonly condition: Box;
}

/** One line of the combination table (docs/domain/03 §3.5). The lines never overlap and leave no gap. */
export interface CombineRule extends Named {
  readonly when: readonly Box[];
  readonly outcome: PolicyOutcome;
  readonly reason: ReasonCode;
}

/** Withholds whatever the combination table says. */
export interface ForbidRule extends Named {
  readonly when: readonly Box[];
  readonly reason: ReasonCode;
  /** Evaluated before everything else; no other reason stands beside it (docs/domain/03 §3.5 step 3). */
  readonly bar: boolean;
}

/** Adds a more specific reason to what the combination table withholds as not needed or never. Changes no outcome. */
export interface ExplainRule extends Named {
  readonly when: readonly Box[];
  readonly reason: ReasonCode;
}

/** One line of the table of legal bases (docs/domain/01 §1.1–1.5). */
export interface Basis extends Named {
  readonly when: Box;
  /** First day, YYYY-MM-DD. */
  readonly since: string | null;
  /** Last day, YYYY-MM-DD. */
  readonly until: string | null;
  readonly basis: LegalBasis;
}

/** Something in a bundle that must be put right before it may decide anything. */
export interface BundleProblem {
  readonly file: string;
  /** Counted from 1; 0 where the problem is not in one place. */
  readonly line: number;
  /** The rule of the format that it breaks (docs/policy-format.md). */
  readonly rule: string;
  readonly message: string;
}
