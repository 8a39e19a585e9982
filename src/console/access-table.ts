import { type AccessRule, compileAccess } from '../policy/index.ts';
import { type ConsoleRole, consoleRoles } from './console-roles.ts';

/** One line: a page and who may open it, or, without a page, what may be seen on one. */
interface AccessLine {
  readonly act: string;
  readonly path: string | null;
  readonly says: string;
  readonly roles: readonly ConsoleRole[];
}

const everybody: readonly ConsoleRole[] = consoleRoles;
/** Who looks at what was decided about people (docs/domain/02 §2.1 “governance”). The SIRO answers for risk, not for single people. */
const officers = ['IG_OFFICER', 'CALDICOTT', 'DPO'] as const;
/** Who works with families (docs/domain/02 §2.1 “practitioners”). */
const practitioners = ['LEAD_PRACTITIONER', 'PRACTITIONER'] as const;
/** Before whom something can wait for a judgement (docs/domain/03 §3.5): practitioners, and the desk of information governance. */
const judges = ['IG_OFFICER', 'CALDICOTT', 'DPO', 'SIRO', ...practitioners] as const;
/** Who answers for the rules by which is decided; of single people they tell nothing. */
const governors = [...officers, 'SIRO'] as const;
/** Who reads what their organisation owes and is owed. */
const readersOfDeadlines = ['IG_OFFICER', 'CALDICOTT', 'DPO', ...practitioners] as const;
/** Who answers for the ledger's being whole, which tells nothing of anybody. */
const keepers = [...officers, 'SIRO', 'ADMINISTRATOR'] as const;

/**
 * Who may do what in the console: the one place where it is said. A page that is not here cannot be mounted; a role that is not named
 * is told that there is no such page. All of it holds only where one's own organisation took part. docs/console.md shows this table, and
 * a test holds the two together and walks every line as every role.
 */
export const accessTable = [
  { act: 'HOME', path: '/', says: 'the first page', roles: everybody },
  { act: 'FIND', path: '/search', says: 'say why, and ask', roles: officers },
  { act: 'FOUND', path: '/search/results', says: 'what was found', roles: officers },
  { act: 'FOUND_CSV', path: '/search/results.csv', says: 'the same as CSV', roles: officers },
  {
    act: 'FOUND_FHIR',
    path: '/search/results.fhir.json',
    says: 'the same as FHIR R4 AuditEvents',
    roles: officers,
  },
  { act: 'EXPLAIN', path: '/decisions/:entry', says: 'one decision, explained', roles: officers },
  {
    act: 'POLICIES',
    path: '/policies',
    says: 'which policy decides, and drafts of others',
    roles: governors,
  },
  {
    act: 'DRAFT',
    path: '/policies/drafts/:draft',
    says: 'a draft of one’s own organisation: what was found, and its text',
    roles: governors,
  },
  {
    act: 'REHEARSE',
    path: '/policies/drafts/:draft/rehearsals',
    says: 'try a draft on decisions that were made',
    roles: officers,
  },
  {
    act: 'REHEARSAL',
    path: '/policies/rehearsals/:rehearsal',
    says: 'how far that is, and what would come out otherwise',
    roles: officers,
  },
  {
    act: 'PROPOSE',
    path: '/policies/drafts/:draft/proposal',
    says: 'propose that a draft shall decide',
    roles: ['IG_OFFICER'],
  },
  {
    act: 'ROLL_BACK',
    path: '/policies/turns/:turn/proposal',
    says: 'propose to go back to a text that decided before',
    roles: ['IG_OFFICER'],
  },
  {
    act: 'PROPOSAL',
    path: '/policies/proposals/:proposal',
    says: 'a proposal of either side, and what it would change',
    roles: governors,
  },
  { act: 'HISTORY', path: '/policies/history', says: 'which text decided since when', roles: governors },
  { act: 'LEDGER', path: '/ledger', says: 'how the ledger stands', roles: keepers },
  { act: 'CHECKPOINT', path: '/ledger/checkpoint.txt', says: 'its checkpoint', roles: keepers },
  { act: 'SHARE', path: '/share', says: '“Can I share?”, asked and answered', roles: practitioners },
  { act: 'ASK_FAMILY', path: '/family', says: 'ask a family to choose', roles: practitioners },
  {
    act: 'EMERGENCY',
    path: '/emergency',
    says: 'open a record because life or limb is at risk, and read it',
    roles: practitioners,
  },
  {
    act: 'FEEDBACK',
    path: '/feedback',
    says: 'what is owed to whoever referred a child, and by when',
    roles: readersOfDeadlines,
  },
  { act: 'CASES', path: '/cases', says: 'what must be reviewed', roles: officers },
  { act: 'CASE', path: '/cases/:case', says: 'one review, and its outcome', roles: officers },
  { act: 'HOLDS', path: '/holds', says: 'what waits for one’s own judgement', roles: judges },
  { act: 'HOLD', path: '/holds/:hold', says: 'one of them, and to judge it', roles: judges },
  { act: 'WRITE_DRAFT', path: null, says: 'write a draft of a policy', roles: ['IG_OFFICER'] },
  {
    act: 'APPROVE_POLICY',
    path: null,
    says: 'approve a proposal of somebody else for one’s own side of the partnership',
    roles: ['CALDICOTT', 'DPO', 'SIRO'],
  },
  { act: 'BEGIN_REHEARSAL', path: null, says: 'begin and stop such a rehearsal', roles: ['IG_OFFICER'] },
  {
    act: 'SEE_SILENT',
    path: null,
    says: 'silent parts of a decision, where one’s own organisation is the source',
    roles: ['CALDICOTT'],
  },
] as const satisfies readonly AccessLine[];

/** Something that somebody may do in the console. */
export type ConsoleAct = (typeof accessTable)[number]['act'];

/** The address of a page, with what its one changing part says where it has one. */
export function pathOf(act: ConsoleAct, named?: string): string {
  const path = accessTable.find((line) => line.act === act)?.path ?? null;
  if (path === null) throw new Error(`${act} is no page`);
  return named === undefined ? path : path.replace(/:[a-z]+/, named);
}

/** The table as abilities. */
export const access = compileAccess<ConsoleAct, ConsoleRole>(
  accessTable satisfies readonly AccessRule<ConsoleAct, ConsoleRole>[],
);
