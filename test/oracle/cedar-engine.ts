import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type Context,
  policySetTextToParts,
  preparsePolicySet,
  statefulIsAuthorized,
  validate,
} from '@cedar-policy/cedar-wasm/nodejs';

/** The policy sets, each one file of `policies/`. */
export const ruleSets = [
  'authority',
  'consent',
  'effect',
  'row',
  'matrix',
  'need',
  'combination',
  'flags',
  'hold',
  'request',
  'gates',
  'plan',
  'own',
] as const;
export type RuleSet = (typeof ruleSets)[number];

/** The texts of all policies: by set, then by the `@id` of the policy. */
export type Rules = Readonly<Record<RuleSet, Readonly<Record<string, string>>>>;

/** One question to Cedar. The context must be built with its keys always in the same order: answers are remembered by it. */
export interface Question {
  readonly set: RuleSet;
  readonly principal: { readonly type: string; readonly id: string };
  readonly action: string;
  readonly resource: { readonly type: string; readonly id: string };
  readonly context: Context;
}

/** Cedar's answer: allowed or not, and the policies that made it so (permits when allowed, forbids when not). */
export interface Answer {
  readonly allowed: boolean;
  readonly by: readonly string[];
}

const directory = fileURLToPath(new URL('./policies/', import.meta.url));

/** Reads `policies/*.cedar`. Throws when a file does not parse, a policy has no `@id`, or the set of files is another one. */
export function readRules(): Rules {
  const found = readdirSync(directory).filter((name) => name.endsWith('.cedar'));
  if (found.length !== ruleSets.length)
    throw new Error(`expected ${ruleSets.length} policy files, found ${found.join()}`);
  const entries = ruleSets.map((set) => [set, readSet(set)] as const);
  return Object.fromEntries(entries) as Record<RuleSet, Record<string, string>>;
}

/** What Cedar's validator says against the schema; empty is sound. */
export function findUnsoundPolicies(rules: Rules): string[] {
  const schema = readFileSync(`${directory}assent.cedarschema`, 'utf8');
  return ruleSets.flatMap((set) => {
    const answer = validate({
      schema,
      policies: { staticPolicies: { ...rules[set] } },
      validationSettings: { mode: 'strict' },
    });
    return answer.type === 'failure'
      ? answer.errors.map(({ message }) => `${set}: ${message}`)
      : answer.validationErrors.map(({ policyId, error }) => `${set}/${policyId}: ${error.message}`);
  });
}

/** Answers from one set of policies, remembered: the same question is put to Cedar once. */
export class PolicySet {
  readonly policies: Readonly<Record<string, string>>;
  readonly #id: string;
  readonly #known = new Map<string, Remembered>();
  static #loads = 0;

  constructor(policies: Readonly<Record<string, string>>) {
    PolicySet.#loads += 1;
    this.#id = `policies-${PolicySet.#loads}`;
    this.policies = policies;
    const parsed = preparsePolicySet(this.#id, { staticPolicies: { ...policies } });
    if (parsed.type === 'failure') throw new Error(parsed.errors.map(({ message }) => message).join());
  }

  /** Every question that was put so far, with its answer. */
  get remembered(): Iterable<Remembered> {
    return this.#known.values();
  }

  ask(question: Question): Remembered {
    const key = `${question.principal.id}\n${question.action}\n${question.resource.id}\n${JSON.stringify(question.context)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const remembered = { question, answer: this.answer(question) };
    this.#known.set(key, remembered);
    return remembered;
  }

  /** Puts a question to Cedar, whether or not it was put before. */
  answer({ principal, action, resource, context }: Question): Answer {
    const result = statefulIsAuthorized({
      principal,
      action: { type: 'Action', id: action },
      resource,
      context,
      preparsedPolicySetId: this.#id,
      entities: [],
      validateRequest: false,
    });
    if (result.type === 'failure') throw new Error(result.errors.map(({ message }) => message).join());
    const { decision, diagnostics } = result.response;
    // A policy that cannot be evaluated is skipped by Cedar: a faulty question must not look like an answer.
    if (diagnostics.errors.length > 0) throw new Error(JSON.stringify(diagnostics.errors));
    return { allowed: decision === 'allow', by: [...diagnostics.reason].sort() };
  }
}

/** A question with its answer; one object for each question that differs from the others. */
export interface Remembered {
  readonly question: Question;
  readonly answer: Answer;
}

/** Answers questions from all sets. */
export interface Judge {
  readonly sets: ReadonlyMap<RuleSet, PolicySet>;
  /** Told of every question that is asked, when it is set. */
  listener: ((remembered: Remembered) => void) | null;
  ask(question: Question): Answer;
}

/** A judge over some rules; a set that the base has already is shared with it. */
export function createJudge(rules: Rules, base?: Judge): Judge {
  const sets = new Map(
    ruleSets.map((name) => {
      const known = base?.sets.get(name);
      return [name, known?.policies === rules[name] ? known : new PolicySet(rules[name])] as const;
    }),
  );
  const judge: Judge = {
    sets,
    listener: null,
    ask: (question) => {
      const set = sets.get(question.set);
      if (set === undefined) throw new Error(`no such set: ${question.set}`);
      const remembered = set.ask(question);
      judge.listener?.(remembered);
      return remembered.answer;
    },
  };
  return judge;
}

function readSet(set: RuleSet): Record<string, string> {
  const parts = policySetTextToParts(readFileSync(`${directory}${set}.cedar`, 'utf8'));
  if (parts.type === 'failure')
    throw new Error(`${set}: ${parts.errors.map(({ message }) => message).join()}`);
  const policies = parts.policies.map((text) => {
    const id = /@id\("([^"]+)"\)/.exec(text)?.[1];
    if (id === undefined) throw new Error(`${set}: a policy without @id`);
    return [id, text] as const;
  });
  if (new Set(policies.map(([id]) => id)).size !== policies.length)
    throw new Error(`${set}: an @id stands twice`);
  return Object.fromEntries(policies);
}
