/** Ends an acceptance run with one line that a script can read: `N passed, N failed`, after Jest's own summary. */
export default class AcceptanceReporter {
  onRunComplete(_contexts, results) {
    // A file that could not run at all has no failed test of its own, and still is a failure.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    process.once('exit', () => {
      process.stdout.write(`\n${results.numPassedTests} passed, ${failed} failed\n`);
    });
  }
}
