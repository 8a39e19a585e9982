import { describe, expect, it } from '@jest/globals';
import { isDatabaseFault } from '../../src/exchange/tell-fault.ts';

describe('a fault of the database', () => {
  it.each([
    ['not accepting connections', { code: '55000' }],
    ['stopped by an operator', { code: '57P01' }],
    ['starting up', { code: '57P03' }],
    ['too many connections', { code: '53300' }],
    ['no such database', { code: '3D000' }],
    ['disk full', { code: '53100' }],
    ['read-only', { code: '25006' }],
    ['statement timed out', { code: '57014' }],
    ['refused', { code: 'ECONNREFUSED' }],
    ['lost', { message: 'Connection terminated unexpectedly' }],
    ['no connection in time', { message: 'timeout exceeded when trying to connect' }],
  ])('is one that cannot be asked now: %s', (_what, fault) => {
    expect(isDatabaseFault(Object.assign(new Error('fault'), fault))).toBe(true);
  });

  it.each([
    ['a broken constraint', { code: '23514' }],
    ['an unknown column', { code: '42703' }],
    ['our own refusal', { code: 'AS033' }],
    ['something else', { message: 'a recipient was decided on that the message does not name' }],
  ])('is not a fault of ours: %s', (_what, fault) => {
    expect(isDatabaseFault(Object.assign(new Error('fault'), fault))).toBe(false);
  });

  it('is not made of what is no error at all', () => {
    expect([null, undefined, 'ECONNREFUSED', 7].map(isDatabaseFault)).toEqual([false, false, false, false]);
  });
});
