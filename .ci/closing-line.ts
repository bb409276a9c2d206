/** A vitest reporter that names the tests that needed a second try, and ends with the line "N passed, N failed, N skipped". */
import type {Reporter, TestModule} from "vitest/node";

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandledErrors: ReadonlyArray<unknown>): void {
    const count = {passed: 0, failed: 0, skipped: 0};
    const retried: string[] = [];
    for (const module of modules) {
      if (module.errors().length > 0) count.failed += 1;
      for (const test of module.children.allTests()) {
        const {state} = test.result();
        if ((test.diagnostic()?.retryCount ?? 0) > 0) retried.push(test.fullName);
        if (state === "passed") count.passed += 1;
        else if (state === "failed") count.failed += 1;
        else count.skipped += 1;
      }
    }
    if (unhandledErrors.length > 0) count.failed += unhandledErrors.length;
    for (const name of retried) console.log(`needed a second try: ${name}`);
    process.on("exit", () => console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`));
  }
}
