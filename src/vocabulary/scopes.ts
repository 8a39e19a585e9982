/** What a scope of an access token lets a system do. The exchange still decides every request on its own facts. */
export interface Scope {
  readonly plain: string;
}

/**
 * Every scope of `/v1` (RFC 6749 §3.3). A system gets those that its organisation registered it for, and asks for the
 * ones that it needs.
 */
export const scopes = {
  'messages:send': { plain: 'Send messages to recipients.' },
  'decisions:ask': { plain: 'Ask "Can I share?" without sending anything.' },
  'records:request': { plain: 'Ask for records that other organisations hold.' },
  'locator:ask': { plain: 'Ask who is involved with a child, for a practitioner who works with them.' },
  'mailbox:collect': { plain: 'Collect what waits in your mailbox, and confirm that you have it.' },
  'exchanges:read': { plain: 'Look at what became of your own exchanges.' },
  'exchanges:acknowledge': { plain: 'Confirm that a person has what was delivered to you.' },
  'consents:record': { plain: 'Record the choice of a family with its evidence.' },
  'consents:read': { plain: 'Look at choices that your organisation recorded.' },
  'consents:ask': { plain: 'Ask a family to choose.' },
  'consents:withdraw': { plain: 'Record that a family has taken a choice back.' },
  'authority:record': { plain: 'Record who may decide for somebody, with its evidence.' },
  'authority:ask': { plain: 'Ask who may decide for somebody, and why.' },
  'protections:record': { plain: 'Record what protects somebody, with its evidence.' },
  'protections:read': { plain: 'Look at protections that your organisation recorded.' },
  'emergency:access': {
    plain: 'Open the least of a record without consent, because life or limb is at risk.',
  },
  'reuse:agree': { plain: 'Agree, or record that a family agrees, that advice is asked for once.' },
  'reuse:read': { plain: 'Look at such agreements of your organisation.' },
  'relationships:record': { plain: 'Record who of your staff leads for a child or works with them.' },
  'relationships:read': { plain: 'Look at relationships that your organisation recorded.' },
  'holds:read': { plain: 'Look at what waits for the judgement of your people.' },
  'holds:decide': { plain: 'Decide what waits for the judgement of your people.' },
  'deadlines:read': { plain: 'Look at what your organisation owes, waits for or was told of, and by when.' },
  'deadlines:note': {
    plain: 'Note that something your organisation owes is done, or why it may come later.',
  },
  'cases:read': { plain: 'Look at what your information-governance officers must review.' },
  'cases:close': { plain: 'Record what your information-governance officers found.' },
  'cases:tell': { plain: 'Have a family told that a request was blocked.' },
} as const satisfies Record<string, Scope>;

/** The stable code of a scope. */
export type ScopeCode = keyof typeof scopes;

/** All scope codes. */
export const scopeCodes = Object.keys(scopes) as readonly ScopeCode[];
