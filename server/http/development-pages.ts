/** The workspace from its sources, for those who work on it: Vite compiles each file when it is asked for. */
import {readFile} from "node:fs/promises";
import type {Server} from "node:http";
import {join} from "node:path";
import {Router} from "express";

export interface DevelopmentPages {
  readonly router: Router;
  close(): Promise<void>;
}

export async function createDevelopmentPages(projectFolder: string, server: Server): Promise<DevelopmentPages> {
  const {createServer} = await import("vite");
  const vite = await createServer({
    configFile: join(projectFolder, "workspace", "vite.config.ts"),
    server: {middlewareMode: true, hmr: {server}},
    appType: "custom",
  });
  const router = Router();
  router.use(vite.middlewares);
  router.get("/{*path}", async (request, response, next) => {
    if (!request.accepts("html")) return next();
    const page = await readFile(join(vite.config.root, "index.html"), "utf8");
    response.type("html").send(await vite.transformIndexHtml(request.originalUrl, page));
  });
  return {router, close: () => vite.close()};
}
