/** A vitest reporter that ends with the line "N passed, N failed, N skipped". */
import type {Reporter, TestModule} from "vitest/node";

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandledErrors: ReadonlyArray<unknown>): void {
    const count = {passed: 0, failed: 0, skipped: 0};
    for (const module of modules) {
      if (module.errors().length > 0) count.failed += 1;
      for (const test of module.children.allTests()) {
        const {state} = test.result();
        if (state === "passed") count.passed += 1;
        else if (state === "failed") count.failed += 1;
        else count.skipped += 1;
      }
    }
    if (unhandledErrors.length > 0) count.failed += unhandledErrors.length;
    process.on("exit", () => console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`));
  }
}
