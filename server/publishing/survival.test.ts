/** A server that is killed in the middle of publishing: whole or not at all, and the last edition stays. */
import {spawn} from "node:child_process";
import type {ChildProcess} from "node:child_process";
import {once} from "node:events";
import {readdirSync, rmSync} from "node:fs";
import {join} from "node:path";
import {afterEach, describe, expect, it} from "vitest";
import {toCell} from "#notebooks";
import type {NotebookSummary, Publication} from "#notebooks";
import {projectFolder} from "../options.ts";
import {Client} from "../testing/client.ts";
import {createFolder} from "../testing/server.ts";

const folder = createFolder();
let child: ChildProcess | null = null;

afterEach(() => {
  child?.kill("SIGKILL");
  rmSync(folder, {recursive: true, force: true});
});

async function start(): Promise<string> {
  child = spawn(process.execPath, [join(projectFolder, "server/testing/server-process.ts"), folder], {stdio: ["ignore", "pipe", "inherit"]});
  const [line] = (await once(child.stdout!, "data")) as [Buffer];
  return String(line).trim();
}

async function kill(): Promise<void> {
  const gone = once(child!, "exit");
  child!.kill("SIGKILL");
  await gone;
}

const countFiles = (): number => readdirSync(join(folder, "files"), {recursive: true, withFileTypes: true}).filter((entry) => entry.isFile()).length;

describe("a server killed in the middle of publishing", () => {
  it("has the edition before and nothing of the new one, and publishes it when it is asked again", async () => {
    const client = await new Client(await start()).signUp("ada");
    const {id} = (await client.send<NotebookSummary>("POST", "/api/notebooks", {title: "Cut off"})).body;
    const given = {visibility: "public", showsSource: false, includesData: false};
    const path = `/api/notebooks/${id}/publication`;
    const page = await client.open(id);
    await page.write(1, "const kept = 1");
    await page.operate({type: "run", cells: "all"});
    await page.reaches(({proof}) => proof.root !== null);
    const first = (await client.send<Publication>("POST", path, given)).body;
    const chart = (index: number) => `vegaLite({data: {values: Array.from({length: 400}, (_, x) => ({x, y: (x * ${index + 3}) % 17}))}, mark: "line", encoding: {x: {field: "x", type: "quantitative"}, y: {field: "y", type: "quantitative"}}})`;
    for (let index = 0; index < 2; index += 1) await page.operate({type: "insert-cell", cell: toCell({id: index + 2, source: chart(index)}), after: index + 1});
    await page.operate({type: "run", cells: "all"});
    await page.reaches(({proof, kernel, cells}) => proof.root !== null && kernel.status === "idle" && cells[3]?.result.displays.length === 1);
    await client.send("POST", `/api/notebooks/${id}/runs/shown`);
    const before = countFiles();
    const publishing = client.send("POST", path, given).catch(() => "cut");
    while (countFiles() === before) await new Promise((resolve) => setImmediate(resolve));
    await kill();
    expect(await publishing).toBe("cut");

    const again = new Client(await start());
    again.cookie = client.cookie;
    const {body: after} = await again.send<Publication>("GET", path);
    expect(after.editions).toEqual(first.editions);
    const shown = await again.send<string>("GET", first.address, undefined, {accept: "text/html"});
    expect([shown.status, shown.body.includes(first.editions[0]!.root)]).toEqual([200, true]);
    const {body: second, status} = await again.send<Publication>("POST", path, given);
    expect([status, second.editions.length, second.editions[1]?.root]).toEqual([201, 2, first.editions[0]!.root]);
    expect((await again.send<string>("GET", second.address, undefined, {accept: "text/html"})).body.match(/<svg/g)).toHaveLength(2);
  }, 180_000);
});
