import {createHash} from "node:crypto";
import {mkdtempSync, readdirSync, rmSync, utimesSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterEach, beforeEach, describe, expect, it} from "vitest";
import {openFiles} from "./files.ts";
import type {Files} from "./files.ts";

let folder: string;
let files: Files;
let nextId = 0;
const now = Date.UTC(2026, 0, 1);
const effects = {clock: () => now, randomId: () => `temporary-${(nextId += 1)}`, randomSeed: () => 0};
const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "recto-files-"));
  files = openFiles(folder, effects);
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

describe("content-addressed files", () => {
  it("keep bytes under their SHA-256, once, and leave nothing temporary", async () => {
    const bytes = Buffer.from("the same bytes");
    expect([await files.put(bytes), await files.put(bytes)]).toEqual([digestOf(bytes), digestOf(bytes)]);
    expect(await files.read(digestOf(bytes))).toEqual(bytes);
    expect(readdirSync(join(folder, "files", digestOf(bytes).slice(0, 2)))).toEqual([digestOf(bytes)]);
    expect(readdirSync(join(folder, "temporary"))).toEqual([]);
  });

  it("are written piece by piece, or not at all when discarded", async () => {
    const file = await files.begin();
    await file.write(Buffer.from("one "));
    await file.write(Buffer.from("two"));
    expect(file.sizeBytes).toBe(7);
    expect(await file.keep()).toBe(digestOf(Buffer.from("one two")));
    const discarded = await files.begin();
    await discarded.write(Buffer.from("three"));
    await discarded.discard();
    expect(readdirSync(join(folder, "temporary"))).toEqual([]);
    await expect(files.read(digestOf(Buffer.from("three")))).rejects.toMatchObject({code: "ENOENT"});
  });

  it("have no name but a digest", () => {
    expect(() => files.path("../../etc/passwd")).toThrow(TypeError);
  });

  it("are swept when nothing uses them and they are not young", async () => {
    const [used, unused, young] = await Promise.all(["used", "unused", "young"].map((text) => files.put(Buffer.from(text)))) as [string, string, string];
    const anHourAgo = now / 1000 - 3600;
    for (const digest of [used, unused]) utimesSync(files.path(digest), anHourAgo, anHourAgo);
    utimesSync(files.path(young), now / 1000, now / 1000);
    expect(await files.sweep(new Set([used]))).toBe(1);
    expect(String(await files.read(used))).toBe("used");
    expect(String(await files.read(young))).toBe("young");
    await expect(files.read(unused)).rejects.toMatchObject({code: "ENOENT"});
  });

  it("put again just before a sweep are spared by it", async () => {
    const digest = await files.put(Buffer.from("again"));
    utimesSync(files.path(digest), 1, 1);
    await files.put(Buffer.from("again"));
    expect(await files.sweep(new Set())).toBe(0);
  });
});
