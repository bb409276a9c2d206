/** How the tests run: beside the code, whole paths in e2e/, in forked processes, and with a closing line that a script can read. */
import {defineConfig} from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/*.test.ts", "**/*.test.tsx"],
    exclude: ["node_modules/**", "dist/**"],
    pool: "forks",
    // A shared machine may stall a browser for longer than a test waits; here a failure is tried once more and shown as such.
    retry: process.env["CI"] ? 1 : 0,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ["default", "./.ci/closing-line.ts"],
    env: {TZ: "UTC"},
  },
});
