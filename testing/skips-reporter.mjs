/** Prints one line for each skipped suite, so that a skip is never silent. */
export default class SkipsReporter {
  #filtered;

  constructor(globalConfig) {
    this.#filtered =
      globalConfig.testNamePattern !== undefined && globalConfig.testNamePattern !== '';
  }

  onRunComplete(_contexts, results) {
    // With -t, every test that does not match counts as pending: that is no skip.
    if (this.#filtered) return;
    const suites = results.testResults
      .flatMap((file) => file.testResults)
      .filter((test) => test.status === 'pending' || test.status === 'todo')
      .map((test) => test.ancestorTitles[0] ?? test.title);
    for (const suite of new Set(suites)) process.stderr.write(`skipped: ${suite}\n`);
  }

  getLastError() {}
}
