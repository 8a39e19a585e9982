/** One area of the pure core whose tests are themselves tested. */
export interface Area {
  readonly name: string;
  readonly folder: string;
  /** Its pure files: patterns of Stryker, within the folder. */
  readonly files: readonly string[];
  /** The folder of its tests. Those that need a database take no part. */
  readonly tests: string;
  /** How many of a hundred mutants its tests must notice. */
  readonly threshold: number;
}

/** The areas: decisions, redaction, policy, the ledger's arithmetic, and who may decide and what they chose. */
export const areas: readonly Area[] = [
  {
    name: 'decide',
    folder: 'src/exchange/decide',
    files: ['!(index).ts'],
    tests: 'test/decide',
    threshold: 85,
  },
  {
    name: 'redact',
    folder: 'src/exchange/redact',
    files: ['!(index).ts'],
    tests: 'test/redact',
    threshold: 80,
  },
  {
    name: 'policy',
    folder: 'src/policy',
    // Which text decides, and drafts of others, are kept in the database and judged in a process of their own.
    files: [
      '!(index|judge-*|lay-out-texts|policy-calendar|policy-drafts|policy-library|policy-publication|policy-register|rehearsals|*-sql).ts',
    ],
    tests: 'test/policy',
    threshold: 80,
  },
  {
    name: 'ledger',
    folder: 'src/ledger',
    files: ['{dispatch-note,entry-codec,verify-receipt}.ts'],
    tests: 'test/ledger',
    threshold: 80,
  },
  { name: 'tlog', folder: 'src/tlog', files: ['!(index).ts'], tests: 'test/tlog', threshold: 80 },
  {
    name: 'consent',
    folder: 'src/consent',
    files: [
      '{check-recorder,combine-choices,consent-life,consent-version,covers-scope,decider,find-choice}.ts',
      '{find-gate,find-processing,parse-consent-draft,read-stance,resolve-answer,supersede}.ts',
      'notice/shown-scope.ts',
      'reuse/reuse-agreement.ts',
    ],
    tests: 'test/consent',
    threshold: 85,
  },
  {
    name: 'authority',
    folder: 'src/families',
    files: [
      '{ask-authority,authority-days,authority-events,authority-fact-body,authority-facts}.ts',
      '{authority-rules,authority-terms,check-environment,decide-authority,find-capacity}.ts',
      '{find-holders,find-order,hash-authority,parse-identifiers}.ts',
    ],
    tests: 'test/families',
    threshold: 85,
  },
];
