import type { Dispatch, DispatchResult } from '../deliver/dispatch.ts';
import type { Dispatcher } from '../deliver/dispatcher.ts';

/**
 * A recipient who waits at the other end of a request: the body goes to them as the answer, under the same terms and with the same
 * receipt as if it were sent.
 */
export interface HandOver {
  readonly dispatcher: Pick<Dispatcher, 'dispatch' | 'handsTo'>;
  /** What goes into the answer, once it may. */
  readonly dispatched: Promise<Dispatch>;
  /** Whether the answer went out whole. Said before there is one, nothing goes any more. */
  readonly settle: (arrived: boolean) => void;
}

/** Who waits, and what it comes to when the answer has gone out whole, or has not. */
export interface HandOverTerms {
  readonly to: NonNullable<Dispatcher['handsTo']>;
  readonly arrived: DispatchResult;
  readonly lost: DispatchResult;
}

/** Whoever asked for a record has it once the answer has gone out, and asks again where it has not. */
export const toAsker: HandOverTerms = {
  to: 'ASKER',
  arrived: { kind: 'ACCEPTED', status: 200 },
  lost: { kind: 'REJECTED', why: 'asker-gone' },
};

/**
 * Begins to wait for what may go.
 * @param mostMilliseconds how long the answer may take to go out; then nobody knows whether it arrived
 */
export function startHandOver(mostMilliseconds: number, { to, arrived, lost }: HandOverTerms): HandOver {
  let offer: (dispatch: Dispatch) => void = () => undefined;
  let end: ((result: DispatchResult) => void) | undefined;
  let given: DispatchResult | undefined;
  const dispatched = new Promise<Dispatch>((resolve) => {
    offer = resolve;
  });
  const settleWith = (result: DispatchResult): void => {
    given ??= result;
    end?.(given);
  };
  return {
    dispatched,
    dispatcher: {
      handsTo: to,
      dispatch: (dispatch) =>
        given === undefined
          ? new Promise((resolve) => {
              const timer = setTimeout(() => {
                settleWith({ kind: 'RETRY', why: 'answer-unknown' });
              }, mostMilliseconds);
              end = (result) => {
                clearTimeout(timer);
                resolve(result);
              };
              offer(dispatch);
            })
          : Promise.resolve(given),
    },
    settle: (wasWhole) => {
      settleWith(wasWhole ? arrived : lost);
    },
  };
}
