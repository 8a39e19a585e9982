import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { type LogFields, createLogger } from '../../src/platform/index.ts';

interface Capture {
  readonly sink: Writable;
  readonly lines: () => readonly Record<string, unknown>[];
  readonly text: () => string;
}

function capture(): Capture {
  let written = '';
  const sink = new Writable({
    write(chunk, _encoding, done) {
      written += String(chunk);
      done();
    },
  });
  return {
    sink,
    text: () => written,
    lines: () =>
      written
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

const exchangeId = 'a3c1f0d2-3b44-4c1e-9a55-0123456789ab';

describe('the log', () => {
  it('writes one JSON line with the allowed keys', async () => {
    const { sink, lines } = capture();
    const logger = createLogger({ logLevel: 'info' }, sink);
    logger.info('exchange', { exchangeId, purpose: 'P08', reasons: ['REDACT_NEVER'], durationMs: 12 });
    await logger.close();
    expect(lines()).toEqual([
      {
        level: 'info',
        event: 'exchange',
        exchangeId,
        purpose: 'P08',
        reasons: ['REDACT_NEVER'],
        durationMs: 12,
        timestamp: expect.any(String) as unknown,
      },
    ]);
  });

  it('leaves out keys that are not on the list, however they come', async () => {
    const { sink, text } = capture();
    const logger = createLogger({ logLevel: 'info' }, sink);
    const fields = { exchangeId, body: 'Amina Khan', message: 'Amina', nhsNumber: '9990000018' };
    logger.info('exchange', fields);
    await logger.close();
    expect(text()).toContain(exchangeId);
    expect(text()).not.toMatch(/Amina|9990000018/);
  });

  it.each([
    ['a name where an identifier belongs', { exchangeId: 'Amina Khan' }],
    ['an NHS number where a code belongs', { purpose: '9990000018' }],
    ['an NHS number inside a code', { outcome: 'N9990000018' }],
    ['a sentence where a code belongs', { outcome: 'Amina Khan was seen' }],
    ['a query in a route', { route: '/v1/people?name=Amina' }],
    ['an NHS number in a route', { route: '/v1/people/9990000018' }],
    ['an object where a number belongs', { status: { name: 'Amina' } }],
  ])('replaces %s', async (_case, fields) => {
    const { sink, text, lines } = capture();
    const logger = createLogger({ logLevel: 'info' }, sink);
    logger.info('exchange', fields as LogFields);
    await logger.close();
    expect(text()).not.toMatch(/Amina|9990000018/);
    expect(Object.values(lines()[0] ?? {})).toContain('(not logged)');
  });

  it('writes no control character of an attacker: CR, LF and ANSI are neutral', async () => {
    const { sink, text, lines } = capture();
    const logger = createLogger({ logLevel: 'info' }, sink);
    const evil = 'GET\r\n{"level":"info","event":"forged"}\u001b[31m';
    logger.info(evil, { method: evil, route: `/v1/${evil}`, reasons: [evil] });
    await logger.close();
    expect(lines()).toHaveLength(1);
    expect(text()).not.toContain('forged');
    expect([...text().matchAll(/\p{Cc}/gu)].map(([character]) => character)).toEqual(['\n']);
  });

  it('writes a fault without its message, which may quote a row', async () => {
    const { sink, text, lines } = capture();
    const logger = createLogger({ logLevel: 'info' }, sink);
    const cause = new Error('Failing row contains (Amina Khan\n    at Amina (9990000018))');
    logger.fault('fault', new TypeError('Amina Khan', { cause }), { exchangeId });
    await logger.close();
    expect(lines()[0]).toMatchObject({ level: 'error', event: 'fault', errorName: 'TypeError', exchangeId });
    expect(text()).not.toMatch(/Amina|9990000018/);
    expect(text()).toContain('logger.test.ts');
    expect(text()).toContain('cause Error');
  });

  it('writes nothing below its level', async () => {
    const { sink, lines } = capture();
    const logger = createLogger({ logLevel: 'warn' }, sink);
    logger.info('exchange');
    logger.warn('slow');
    await logger.close();
    expect(lines().map(({ event }) => event)).toEqual(['slow']);
  });

  it('drops and counts lines when nobody reads, and never waits', async () => {
    const stuck = new Writable({ write: () => undefined });
    const logger = createLogger({ logLevel: 'info' }, stuck);
    const reasons = Array.from({ length: 50 }, (_, index) => `REASON_${index}_${'X'.repeat(60)}`);
    for (let line = 0; line < 2_000; line += 1) logger.info('exchange', { reasons });
    await Promise.resolve();
    expect(logger.countDropped()).toBeGreaterThan(0);
    expect(stuck.writableLength).toBeLessThan(6 * 1024 * 1024);
  });

  it('goes on when the place it writes to breaks', async () => {
    const broken = new Writable({
      write: (_chunk, _encoding, done) => {
        done(new Error('EPIPE'));
      },
    });
    const logger = createLogger({ logLevel: 'info' }, broken);
    logger.info('exchange');
    await new Promise(setImmediate);
    logger.info('exchange');
    await logger.close();
    expect(logger.countDropped()).toBeGreaterThan(0);
  });
});
