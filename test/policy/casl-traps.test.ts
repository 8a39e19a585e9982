import { createMongoAbility } from '@casl/ability';
import { permittedFieldsOf } from '@casl/ability/extra';
import { describe, expect, it } from '@jest/globals';
import { everything, toBits } from '../../src/policy/box.ts';
import { condition } from '../../src/policy/code-list.ts';
import { combineAttributes } from '../../src/policy/attributes.ts';
import { type SegmentAction, compileAbility } from '../../src/policy/segment-ability.ts';
import { readFacts } from '../../src/policy/segment-facts.ts';
import { planCase } from './support/cases.ts';

const facts = readFacts(planCase, 'row-a', 'ALLOWED', false);
const permitOnly = { choice: toBits('choice', ['PERMIT']) };

function refusals(input: unknown): readonly string[] {
  const parsed = condition(combineAttributes).safeParse(input);
  return parsed.success ? [] : parsed.error.issues.map(({ message }) => message);
}

describe('trap: a question about a type ignores conditions', () => {
  it('the library says yes to the type although no instance would pass', () => {
    const ability = createMongoAbility([
      { action: 'forward', subject: 'Segment', conditions: { choice: 'PERMIT' } },
    ]);
    expect(ability.can('forward', 'Segment')).toBe(true);
  });

  it.each(['Segment', '', undefined, null])('we refuse to ask about %j', (question) => {
    const ability = compileAbility([{ id: 'a', action: 'forward', when: permitOnly }]);
    expect(() => ability.ask('forward', question as never)).toThrow('a question about a type is no question');
    expect(() => ability.findAllowing('forward', question as never)).toThrow('no question');
  });
});

describe('trap: an undefined field means any field', () => {
  it('the library says yes without a field although the rule names one', () => {
    const ability = createMongoAbility([{ action: 'allow', subject: 'Segment', fields: ['EDU'] }]);
    expect(ability.can('allow', 'Segment')).toBe(true);
    expect(ability.can('allow', 'Segment', '')).toBe(true);
    expect(ability.can('allow', 'Segment', 'PSY')).toBe(false);
  });

  it.each([undefined, ''])('we refuse to ask rules with categories about %j', (category) => {
    const ability = compileAbility([{ id: 'a', action: 'allow', when: permitOnly, categories: ['EDU'] }]);
    expect(() => ability.ask('allow', facts, category as never)).toThrow(
      'a question without a field would mean any field',
    );
    expect(ability.ask('allow', { ...facts, choice: 'PERMIT' }, 'EDU')).toEqual({ id: 'a', allows: true });
    expect(ability.ask('allow', { ...facts, choice: 'PERMIT' }, 'PSY')).toBeNull();
  });

  it('the library reads a star in a field as a pattern; we take categories only', () => {
    const ability = createMongoAbility([{ action: 'allow', subject: 'Segment', fields: ['*'] }]);
    expect(ability.can('allow', 'Segment', 'PSY')).toBe(true);
    for (const categories of [[], ['*'], ['EDU', 'P*']]) {
      expect(() =>
        compileAbility([{ id: 'a', action: 'allow', when: permitOnly, categories: categories as never }]),
      ).toThrow('rule a speaks of no category, or of a pattern');
    }
  });
});

describe('trap: permittedFieldsOf on a type grants conditional fields', () => {
  it('the library lists a field that only a condition grants', () => {
    const ability = createMongoAbility([
      { action: 'allow', subject: 'Segment', fields: ['PSY'], conditions: { choice: 'PERMIT' } },
    ]);
    const fields = permittedFieldsOf(ability, 'allow', 'Segment', {
      fieldsFrom: (rule) => rule.fields ?? [],
    });
    expect(fields).toEqual(['PSY']);
  });

  it('we never list fields: the only questions are about one instance', () => {
    const ability = compileAbility([{ id: 'a', action: 'allow', when: permitOnly, categories: ['PSY'] }]);
    expect(Object.keys(ability).toSorted()).toEqual(['ask', 'findAllowing', 'findForbidding']);
  });
});

describe('trap: $ne holds when the attribute is missing', () => {
  it('the library says yes to an instance that lacks the attribute', () => {
    const ability = createMongoAbility([
      { action: 'forward', subject: 'Segment', conditions: { choice: { $ne: 'DENY' } } },
    ]);
    expect(ability.can('forward', { constructor: { modelName: 'Segment' } })).toBe(true);
  });

  it.each(['$ne', '$nin', '$exists', '$not', '$regex', '$gt'])('we refuse %s in a bundle', (operator) => {
    expect(refusals({ choice: { [operator]: 'DENY' } })[0]).toContain(
      `"${operator}" is no part of the language`,
    );
  });

  it('we refuse an operator in place of an attribute', () => {
    expect(refusals({ $or: [{ choice: ['PERMIT'] }] })).toEqual(['operator $or is no part of the language']);
  });

  it('what a bundle excepts is compiled to what is left, so that a missing attribute does not match', () => {
    const notDenied = condition(combineAttributes).parse({ choice: { except: ['DENY'] } });
    const ability = compileAbility([{ id: 'a', action: 'forward', when: notDenied }]);
    const missing = Object.fromEntries(Object.entries(facts).filter(([name]) => name !== 'choice'));
    expect(ability.ask('forward', missing as never)).toBeNull();
    expect(ability.ask('forward', { ...facts, choice: 'NONE' })).not.toBeNull();
  });
});

describe('trap: a deny listed before an allow loses', () => {
  it('the library forwards what an earlier rule forbids', () => {
    const ability = createMongoAbility([
      { action: 'forward', subject: 'Segment', inverted: true },
      { action: 'forward', subject: 'Segment' },
    ]);
    expect(ability.can('forward', 'Segment')).toBe(true);
  });

  it('we put what forbids last, however many rules allow', () => {
    const allow = (id: string): { id: string; action: SegmentAction; when: typeof permitOnly } => ({
      id,
      action: 'forward',
      when: permitOnly,
    });
    const ability = compileAbility([allow('a'), allow('b')], [allow('c')]);
    expect(ability.ask('forward', { ...facts, choice: 'PERMIT' })).toEqual({ id: 'c', allows: false });
    expect(ability.findForbidding('forward', { ...facts, choice: 'PERMIT' })).toEqual(['c']);
    expect(ability.findAllowing('forward', { ...facts, choice: 'PERMIT' }).toSorted()).toEqual(['a', 'b']);
  });
});

describe('trap: an empty condition allows all', () => {
  it('the library forwards everything under {}', () => {
    const ability = createMongoAbility([{ action: 'forward', subject: 'Segment', conditions: {} }]);
    expect(ability.can('forward', { constructor: { modelName: 'Segment' } })).toBe(true);
  });

  it('we refuse it in a bundle', () => {
    expect(refusals({})).toEqual(['an empty condition would hold for every case']);
  });

  it('we refuse one that lists every value, which is the same', () => {
    expect(refusals({ choice: ['PERMIT', 'NONE', 'DENY', 'CONFLICT'] })[0]).toContain(
      'every value of choice',
    );
    expect(refusals({ choice: 'any' })[0]).toContain('every value of choice');
    expect(refusals({ linked: [true, false] })[0]).toContain('every value of linked');
  });

  it('we refuse it again on the way to the library', () => {
    expect(() => compileAbility([{ id: 'a', action: 'forward', when: everything }])).toThrow(
      'rule a has no condition and would hold for all',
    );
    expect(() => compileAbility([], [{ id: 'b', action: 'forward', when: everything }])).toThrow(
      'rule b has no',
    );
  });
});

describe('trap: manage and all', () => {
  it('the library reads them as every action and every subject', () => {
    const ability = createMongoAbility([{ action: 'manage', subject: 'all' }]);
    expect(ability.can('forward', 'Segment')).toBe(true);
  });

  it('we refuse an action that is not ours', () => {
    const manage = 'manage' as SegmentAction;
    expect(() => compileAbility([{ id: 'a', action: manage, when: permitOnly }])).toThrow(
      'no such action: manage',
    );
    expect(() => compileAbility([{ id: 'a', action: ['forward', manage], when: permitOnly }])).toThrow(
      'no such action: manage',
    );
  });

  it('we refuse "all" as a value and as an attribute', () => {
    expect(refusals({ choice: 'all' })).toEqual(['unknown choice "all"']);
    expect(refusals({ all: ['PERMIT'] })[0]).toContain('unknown attribute "all"');
  });
});

describe('trap: a list in place of a value matches when any element does', () => {
  it('the library forwards a case whose choice is a list', () => {
    const ability = createMongoAbility([
      { action: 'forward', subject: 'Segment', conditions: { choice: { $in: ['PERMIT'] } } },
    ]);
    const odd = { constructor: { modelName: 'Segment' }, choice: ['DENY', 'PERMIT'] };
    expect(ability.can('forward', odd)).toBe(true);
  });

  it('we read a code that is no known text as the most careful one', () => {
    const odd = readFacts({ ...planCase, choice: ['DENY', 'PERMIT'] as never }, 'row-a', 'ALLOWED', false);
    expect(odd.choice).toBe('DENY');
  });
});
