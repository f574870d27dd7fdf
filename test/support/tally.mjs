// Reads the JSON reports of vitest and Playwright as counts. What could not even be collected counts as failed.

export function vitestTally(report) {
  const tests = report.testResults.flatMap((file) => file.assertionResults.map((test) => ({ ...test, file: path(file.name) })));
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  const count = (status) => tests.filter((test) => test.status === status).length;
  return {
    passed: count('passed'),
    failed: count('failed') + broken.length,
    skipped: tests.filter((test) => !['passed', 'failed'].includes(test.status)).map((test) => `${test.file} › ${test.fullName}`),
  };
}

export function playwrightTally(report) {
  const tests = report.suites.flatMap((suite) => flatten(suite, []));
  return {
    passed: report.stats.expected + report.stats.flaky,
    failed: report.stats.unexpected + report.errors.length,
    skipped: tests.filter((test) => test.status === 'skipped').map((test) => (test.reason ? `${test.name} (${test.reason})` : test.name)),
    names: tests.map((test) => test.name),
  };
}

function flatten(suite, above) {
  const trail = [...above, suite.title];
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests.map((test) => ({
      name: [...trail, spec.title].join(' › '),
      status: test.status,
      reason: test.annotations.find((item) => item.type === 'skip')?.description,
    })),
  );
  return [...own, ...(suite.suites ?? []).flatMap((inner) => flatten(inner, trail))];
}

function path(file) {
  return file.slice(file.lastIndexOf('/test/') + 1);
}
