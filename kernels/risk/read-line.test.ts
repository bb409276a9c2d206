import {describe, expect, it} from "vitest";
import {readLine} from "./index.ts";

const parts = (line: string) => {
  const {time, level, service, message} = readLine(line);
  return [time === null ? null : new Date(time).toISOString(), level, service, message];
};

describe("reading a log line", () => {
  it.each([
    ["ISO", "2026-03-20T00:00:00.485Z INFO [api] GET /a 200 18ms", "2026-03-20T00:00:00.485Z", "info", "api", "GET /a 200 18ms"],
    ["ISO with a zone", "2026-03-20T02:00:00.485+02:00 WARN [api] slow", "2026-03-20T00:00:00.485Z", "warn", "api", "slow"],
    ["log4j with a thread and a class", "2015-07-29 17:41:44,747 - INFO  [QuorumPeer[myid=1]/0:0:2181:FastLeaderElection@774] - Notification time out: 3200", "2015-07-29T17:41:44.747Z", "info", "FastLeaderElection", "Notification time out: 3200"],
    ["log4j with a short year", "17/06/09 20:10:40 INFO executor.Backend: Registered", "2017-06-09T20:10:40.000Z", "info", "executor.Backend", "Registered"],
    ["syslog", "Jun 14 15:16:02 combo sshd(pam_unix)[19937]: check pass; user unknown", "2000-06-14T15:16:02.000Z", null, "sshd(pam_unix)", "check pass; user unknown"],
    ["Apache's error log", "[Sun Dec 04 04:47:44 2005] [error] mod_jk child in error state 6", "2005-12-04T04:47:44.000Z", "error", null, "mod_jk child in error state 6"],
    ["an access log", '10.0.0.1 - bob [10/Oct/2000:13:55:36 -0700] "GET /a HTTP/1.0" 503 2326', "2000-10-10T20:55:36.000Z", "error", null, '"GET /a HTTP/1.0" 503 2326'],
    ["six digits and a process", "081109 203615 148 INFO dfs.DataNode$PacketResponder: terminating", "2008-11-09T20:36:15.000Z", "info", "dfs.DataNode$PacketResponder", "terminating"],
    ["epoch and components", "- 1117838570 2005.06.03 R02-M1 2005-06-03-15.42.50.675872 R02-M1 RAS KERNEL FATAL ciod: failed", "2005-06-03T22:42:50.000Z", "fatal", "KERNEL", "ciod: failed"],
    ["log4j with a thread before the logger", "2015-10-18 18:01:47,978 INFO [main] org.apache.MRAppMaster: Created", "2015-10-18T18:01:47.978Z", "info", "org.apache.MRAppMaster", "Created"],
    ["syslog behind another date", "- 1131566461 2005.11.09 dn228 Nov 9 12:01:01 dn228/dn228 crond(pam_unix)[2915]: session closed", "2005-11-09T20:01:01.000Z", null, "crond(pam_unix)", "session closed"],
    ["a file name with a date before", "nova-api.log.1.2017-05-16_13:53:08 2017-05-16 00:00:00.008 25746 INFO nova.wsgi [req-3a 11 5 - -] ready", "2017-05-16T00:00:00.008Z", "info", "nova.wsgi", "ready"],
    ["a date in brackets without a year", "[10.30 16:49:06] chrome.exe - host:5070 close, 0 bytes sent", "2000-10-30T16:49:06.000Z", null, null, "chrome.exe - host:5070 close, 0 bytes sent"],
    ["bars", "20171223-22:15:29:606|Step_LSC|30002312|onStandStepChanged 3579", "2017-12-23T22:15:29.606Z", null, "Step_LSC", "onStandStepChanged 3579"],
    ["letters", "03-17 16:13:38.811  1702  2395 D WindowManager: printing", "2000-03-17T16:13:38.811Z", "debug", "WindowManager", "printing"],
    ["JSON", '{"ts":"2026-03-06T00:00:00.009Z","level":"warn","service":"api","msg":"login failed"}', "2026-03-06T00:00:00.009Z", "warn", "api", "login failed"],
    ["JSON as pino writes it", '{"level":50,"time":1772755200009,"name":"web","msg":"lost"}', "2026-03-06T00:00:00.009Z", "error", "web", "lost"],
    ["logfmt", 'time=2026-03-06T00:00:00Z level=error service=db msg="disk \\"a\\" full"', "2026-03-06T00:00:00.000Z", "error", "db", 'disk "a" full'],
  ])("reads time, level, service and message of %s", (_, line, ...expected) => {
    expect(parts(line)).toEqual(expected);
  });
  it("keeps a line that says nothing, whole", () => {
    expect(parts("    at run (main.js:3)")).toEqual([null, null, null, "    at run (main.js:3)"]);
    expect(parts("")).toEqual([null, null, null, ""]);
  });
  it("takes the level from the words where none is written", () => {
    expect(readLine("Jun 14 15:16:01 combo sshd[1]: authentication failure; user=x").level).toBe("error");
  });
  it("reads latency in milliseconds whatever its unit, and no pauses or time limits", () => {
    const latency = (message: string) => readLine(message).latency;
    expect(latency("GET /a 200 1.5s")).toBe(1500);
    expect(latency("query took 250 us")).toBe(0.25);
    expect(latency("duration_ms=12 ok")).toBe(12);
    expect(latency('10.11.10.1 "GET /v2/servers/detail HTTP/1.1" status: 200 len: 1893 time: 0.2477829')).toBeCloseTo(247.7829, 9);
    expect(latency('"GET /a HTTP/1.1" 200 612 "-" "curl/8" rt=0.043 urt="0.041"')).toBe(43);
    expect(latency("rt=12 ok")).toBe(12);
    expect(latency("request_time=0.250ms")).toBe(0.25);
    expect(latency("len: 1893 time: 12 o'clock")).toBe(null);
    expect(readLine('{"time":1772755200009,"msg":"GET /a","request_time":"0.120"}').latency).toBe(120);
    expect(latency("heap used 319MB of 1024MB gc pause 20ms")).toBe(null);
    expect(latency("timeout of 5000ms exceeded")).toBe(null);
    expect(latency("retrying in 3 seconds")).toBe(null);
    expect(readLine('{"time":1772755200009,"msg":"done","latency_ms":74}').latency).toBe(74);
  });
  it("reads status, memory and disk", () => {
    expect(readLine("POST /b 502 34ms").status).toBe(502);
    expect(readLine("Upstream returned 503").status).toBe(503);
    expect(readLine("heap used 256MB of 1024MB").memoryShare).toBe(0.25);
    expect(readLine("memory at 91%").memoryShare).toBe(0.91);
    expect(readLine("disk usage 86% on /var/lib/data").diskShare).toBe(0.86);
  });
  it("text and JSON of one event say the same", () => {
    const text = readLine("2026-03-20T00:00:00.485Z ERROR [api] POST /b 502 34ms");
    expect(readLine('{"ts":"2026-03-20T00:00:00.485Z","level":"error","service":"api","msg":"POST /b 502 34ms","status":502}')).toEqual(text);
  });
});
