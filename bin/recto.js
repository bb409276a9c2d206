#!/usr/bin/env node
/** The recto command: starts the command line under the pinned engine. */
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {runEngine} from "./engine.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
runEngine(["--disable-warning=ExperimentalWarning", join(root, "server", "cli", "main.ts"), ...process.argv.slice(2)]);
