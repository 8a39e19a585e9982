import process from 'node:process';
import fc from 'fast-check';

/**
 * Properties are tried on the same generated facts in every run, so that whether a change passes depends on the change alone.
 * `npm run properties` looks for counterexamples with seeds that nobody has tried.
 */
const named = process.env['ASSENT_PROPERTY_SEED'];
fc.configureGlobal({ seed: named === undefined ? 20_280_107 : Number(named) });
