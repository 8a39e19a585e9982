import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  type TrustPolicy,
  createCosigner,
  createLedgerSigner,
  isQuorum,
  parseTrustPolicy,
} from '../../src/tlog/index.ts';

const pem = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
const log = createLedgerSigner('log.test/1', pem()).verifierKey;
const witnessPems = Array.from({ length: 6 }, pem);
const witnesses = witnessPems.map((key, at) => createCosigner(`witness.test/${at}`, key).verifierKey);
const [w0 = '', w1 = '', w2 = '', w3 = '', w4 = '', w5 = ''] = witnesses;

function read(...lines: readonly string[]): TrustPolicy {
  const policy = parseTrustPolicy(lines.join('\n'));
  if (!policy.ok) throw new Error(policy.refusal);
  return policy.value;
}

/** Whether the witnesses with these numbers are enough. */
function isEnough({ quorum, witnesses: known }: TrustPolicy, ...numbers: readonly number[]): boolean {
  return isQuorum(
    quorum,
    numbers.flatMap((at) => known[at]?.key ?? []),
  );
}

describe('a policy of trust', () => {
  it('of the standard’s example asks for two of three and one of three', () => {
    // c2sp.org/tlog-policy, example policy: with keys in the places of <vkey>.
    const policy = read(
      `log ${log}`,
      '',
      `witness X1 ${w0}`,
      `witness X2 ${w1}`,
      `witness X3 ${w2}`,
      'group X-witnesses 2 X1 X2 X3',
      '',
      `witness Y1 ${w3}`,
      `witness Y2 ${w4}`,
      `witness Y3 ${w5}`,
      'group Y-witnesses any Y1 Y2 Y3',
      '',
      'group X-and-Y all X-witnesses Y-witnesses',
      'quorum X-and-Y',
      '',
    );
    expect(policy.logs.map((key) => key.name)).toEqual(['log.test/1']);
    expect(policy.witnesses.map(({ name }) => name)).toEqual(['X1', 'X2', 'X3', 'Y1', 'Y2', 'Y3']);
    for (const enough of [
      [0, 1, 3],
      [1, 2, 5],
      [0, 1, 2, 3, 4, 5],
    ])
      expect(isEnough(policy, ...enough)).toBe(true);
    for (const few of [[], [0, 1], [0, 1, 2], [3, 4, 5], [0, 3, 4, 5]])
      expect(isEnough(policy, ...few)).toBe(false);
    // One witness twice is one.
    expect(isEnough(policy, 0, 0, 3)).toBe(false);
  });

  it('may ask for one witness, or for none, and says where a witness is reached', () => {
    const one = read(`\twitness  w ${w0}\thttps://witness.test/ `, ' # a comment', 'quorum w');
    expect(one.witnesses[0]?.url).toBe('https://witness.test/');
    expect([isEnough(one), isEnough(one, 0)]).toEqual([false, true]);
    expect(isEnough(read('quorum none'))).toBe(true);
    expect(read(`witness w ${w0}`, 'quorum none').witnesses[0]?.url).toBeNull();
  });

  it.each([
    ['no quorum', [`witness w ${w0}`], 'there is no quorum line'],
    ['two quorums', ['quorum none', 'quorum none'], 'line 2: there is a quorum already'],
    ['a quorum of nobody known', ['quorum w', `witness w ${w0}`], 'line 1: no line before it names w'],
    [
      'a quorum of two',
      [`witness w ${w0}`, 'quorum w w'],
      'line 2: a quorum names one witness or group, or none',
    ],
    ['another word', ['threshold 2'], 'line 1: a line begins with log, witness, group or quorum'],
    ['a carriage return', ['quorum none\r'], 'line 1: there is a control character in it'],
    [
      'a witness without a key',
      ['witness w'],
      'line 1: a witness has a name and a verifier key and may have a URL',
    ],
    [
      'a log’s key for a witness',
      [`witness w ${log}`],
      'line 1: a verifier key of a witness is an Ed25519 cosignature key (type 4)',
    ],
    [
      'a witness’s key for a log',
      [`log ${w0}`],
      'line 1: a verifier key of a log is an Ed25519 key (type 1)',
    ],
    ['a log twice', [`log ${log}`, `log ${log}`], 'line 2: this key stands in it twice'],
    [
      'one key under two names',
      [`witness a ${w0}`, `witness b ${createCosigner('other.test', witnessPems[0] ?? '').verifierKey}`],
      'line 2: this key stands in it twice',
    ],
    ['a name twice', [`witness a ${w0}`, `witness a ${w1}`], 'line 2: a has a meaning already'],
    ['the name none', [`witness none ${w0}`], 'line 1: none has a meaning already'],
    [
      'a group without members',
      ['group g 1'],
      'line 1: a group has a name, how many of its members are enough, and members',
    ],
    ['a group of itself', ['group g 1 g'], 'line 1: no line before it names g'],
    ['a group of none', ['group g 1 none'], 'line 1: no line before it names none'],
    ['a member twice', [`witness a ${w0}`, 'group g 1 a', 'group h 1 a'], 'line 3: a is a member already'],
    ['a member twice in one group', [`witness a ${w0}`, 'group g 2 a a'], 'line 2: a is a member already'],
    [
      'a threshold of 0',
      [`witness a ${w0}`, 'group g 0 a'],
      'line 2: enough are all, any, or a number from 1 to that of the members',
    ],
    [
      'a threshold beyond the members',
      [`witness a ${w0}`, 'group g 2 a'],
      'line 2: enough are all, any, or a number from 1 to that of the members',
    ],
    [
      'a threshold in words',
      [`witness a ${w0}`, 'group g one a'],
      'line 2: enough are all, any, or a number from 1 to that of the members',
    ],
  ] as const)('is refused with %s', (_, lines, why) => {
    expect(parseTrustPolicy(lines.join('\n'))).toEqual({ ok: false, refusal: why });
  });
});
