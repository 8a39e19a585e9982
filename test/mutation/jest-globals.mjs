/**
 * What the tests import from `@jest/globals`, over Mocha: Stryker's runner for Mocha loads the tests once and then runs them again
 * for every mutant, where the one for Jest would load them anew each time. `tsconfig.json` beside this file puts it in the place
 * of `@jest/globals`; expectations and tables are Jest's own.
 *
 * What a test file or a `describe` works out while it is loaded never meets a mutant: a test that is to notice works it out itself.
 */
import { Script } from 'node:vm';
import { expect } from 'expect';
import fc from 'fast-check';
import { bind } from 'jest-each';
import mocha from 'mocha';

/** Generated facts take part, always the same few: whatever a mutant breaks is broken early, and nobody reads the smallest failure. */
const mostRuns = 40;
fc.configureGlobal({ seed: 20280107, endOnFailure: true });
fc.installGlobalPlugin(() => {
  let runs = 0;
  return {
    decorateRun: (run) => (facts) => {
      if (runs >= mostRuns) return new fc.PreconditionFailure(true);
      const outcome = run(facts);
      if (!fc.PreconditionFailure.isFailure(outcome)) runs += 1;
      return outcome;
    },
  };
});

/** How long a test may take, in milliseconds, unless it says so itself: pure code that has not ended by then never will. */
const longest = 5_000;
const run = new Script('testBody()');

/** Runs a test, and ends it where a mutant loops for ever: the worker lives on, and the next mutant finds the tests loaded. */
function runWithin(milliseconds, body) {
  if (globalThis.__stryker__?.activeMutant === undefined) return body();
  globalThis.testBody = body;
  return run.runInThisContext({ timeout: milliseconds });
}

/** A declaration with Jest's tables; what is skipped does not exist here. */
function withTables(declare) {
  return Object.assign((title, body, timeout) => declare(title, body, timeout), {
    each: bind((title, body, timeout) => declare(title, body, timeout), false),
    skip: () => undefined,
  });
}

export const describe = withTables((title, body) => {
  mocha.describe(title, () => {
    body();
  });
});

export const it = withTables((title, body, timeout = longest) => {
  mocha.it(title, () => runWithin(timeout, body));
});

export const beforeAll = mocha.before;
export const afterAll = mocha.after;
export const beforeEach = mocha.beforeEach;
export const afterEach = mocha.afterEach;
export { expect };
