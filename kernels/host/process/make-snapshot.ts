/** Makes the snapshot of a sandbox that has loaded its script: run once when the kernel's code is prepared. */
import ivm from "isolated-vm";
import {readFileSync, writeFileSync} from "node:fs";

const [scriptPath, snapshotPath] = process.argv.slice(2) as [string, string];
const snapshot = ivm.Isolate.createSnapshot([{code: readFileSync(scriptPath, "utf8"), filename: "sandbox.js"}]).copy();
writeFileSync(snapshotPath, new Uint8Array(snapshot as ArrayBuffer));
