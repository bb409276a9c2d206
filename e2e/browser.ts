/** The real browser for tests: Debian's Chromium, or the one that RECTO_CHROMIUM names; without one the test fails and says how to get it. */
import {existsSync} from "node:fs";
import {chromium, type Browser} from "playwright-core";

const usualPaths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Starts a browser without a window. Throws with what to install when there is none. */
export async function launchBrowser(): Promise<Browser> {
  const named = process.env["RECTO_CHROMIUM"];
  const executablePath = named ?? usualPaths.find((path) => existsSync(path));
  if (executablePath === undefined || !existsSync(executablePath)) {
    const where = named === undefined ? `none of ${usualPaths.join(", ")} exists` : `RECTO_CHROMIUM names ${named}, which does not exist`;
    throw new Error(`tests in the browser need Chromium: ${where}. Run "apt-get install chromium", or set RECTO_CHROMIUM to the path of one`);
  }
  return chromium.launch({executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]});
}
