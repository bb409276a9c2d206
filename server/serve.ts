/** What `recto serve` does: builds the workspace when needed, starts the server, and says where it is and what protects it. */
import {needsBuild, buildWorkspace} from "./workspace-build.ts";
import {projectFolder, toServerOptions} from "./options.ts";
import type {ServeOptions} from "./options.ts";
import {createServer} from "./server.ts";
import type {RunningServer} from "./server.ts";

/** Starts the server; `say` gets the lines for the person who started it (standard error when absent). */
export async function serve(options: ServeOptions, say: (line: string) => void = (line) => console.error(line)): Promise<RunningServer> {
  const {development, workspaceFolder} = toServerOptions(options);
  if (!development && workspaceFolder !== null && needsBuild(projectFolder, workspaceFolder)) {
    say("building the workspace …");
    const startedAt = performance.now();
    await buildWorkspace(projectFolder);
    say(`built the workspace in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  }
  const server = await createServer(options);
  for (const {name, active, detail} of server.protections) say(`${active ? "protected" : "NOT protected"}: ${name} (${detail})`);
  say(`Recto is at ${server.address}`);
  return server;
}
