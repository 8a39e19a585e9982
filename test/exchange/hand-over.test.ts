import { describe, expect, it } from '@jest/globals';
import { startHandOver, toAsker } from '../../src/exchange/pull/hand-over.ts';

const dispatch = {
  url: 'urn:assent:answer',
  body: Buffer.from('{}'),
  mediaType: 'application/json',
  headers: { 'assent-delivery-id': 'd-1' },
};

describe('a body that goes as an answer', () => {
  it('has arrived only once the answer went out whole', async () => {
    const handOver = startHandOver(10_000, toAsker);
    const ending = handOver.dispatcher.dispatch(dispatch);
    expect(await handOver.dispatched).toBe(dispatch);
    handOver.settle(true);
    expect(await ending).toEqual({ kind: 'ACCEPTED', status: 200 });
  });

  it('was not taken by somebody who hung up, and is not tried again', async () => {
    const handOver = startHandOver(10_000, toAsker);
    const ending = handOver.dispatcher.dispatch(dispatch);
    handOver.settle(false);
    handOver.settle(true);
    expect(await ending).toEqual({ kind: 'REJECTED', why: 'asker-gone' });
  });

  it('does not go to somebody who was told meanwhile that nothing comes', async () => {
    const handOver = startHandOver(10_000, toAsker);
    handOver.settle(false);
    expect(await handOver.dispatcher.dispatch(dispatch)).toEqual({ kind: 'REJECTED', why: 'asker-gone' });
  });

  it('may have arrived where nobody ever said', async () => {
    const handOver = startHandOver(1, toAsker);
    expect(await handOver.dispatcher.dispatch(dispatch)).toEqual({ kind: 'RETRY', why: 'answer-unknown' });
  });
});
