/** A server in a process of its own, so that a test can kill it: prints its address, and serves the folder given, with options as JSON. */
import {createServer} from "../server.ts";

const [, , folder, options = "{}"] = process.argv;
if (folder === undefined) throw new TypeError("the test server needs a folder");
const server = await createServer({port: 0, folder, logLevel: "error", workspaceFolder: null, ...(JSON.parse(options) as object)});
process.once("SIGTERM", () => void server.close().then(() => process.exit(0)));
console.log(server.address);
