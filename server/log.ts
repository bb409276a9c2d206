/** The log: one JSON line an event on the standard error, without what must not be kept (passwords, cookies, contents). */
import {destination, pino} from "pino";
import type {Logger} from "pino";
import type {LogLevel} from "./options.ts";

export type Log = Logger;

export function createLog(level: LogLevel): Log {
  return pino({level, base: null, timestamp: isoTime, redact: ["password", "*.password", "headers.cookie", "headers.authorization"]}, destination(2));
}

const isoTime = (): string => `,"time":"${new Date().toISOString()}"`;
