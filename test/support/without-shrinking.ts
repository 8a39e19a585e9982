import fc from 'fast-check';

/** In mutation runs the first failure is enough: nobody reads the smallest one. */
fc.configureGlobal({ endOnFailure: true });
