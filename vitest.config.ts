/** How the tests run: beside the code, whole paths in e2e/, in forked processes, and with a closing line that a script can read. */
import {defineConfig} from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/*.test.ts", "**/*.test.tsx"],
    exclude: ["node_modules/**", "dist/**"],
    pool: "forks",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ["default", "./.ci/closing-line.ts"],
    env: {TZ: "UTC"},
  },
});
