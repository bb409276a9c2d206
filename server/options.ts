/** What a server is started with, every field present and checked. */
import {existsSync} from "node:fs";
import {isAbsolute, resolve} from "node:path";
import {fileURLToPath} from "node:url";
import {defaultLimits} from "#kernels/host";
import type {Limits} from "#kernels/host";
import {systemEffects} from "./effects.ts";
import type {Effects} from "./effects.ts";

export interface ServeOptions {
  /** TCP port; 0 takes a free one. */
  readonly port?: number;
  /** Address to listen on; 127.0.0.1 when absent. */
  readonly host?: string;
  /** The data folder: database, files and lock. Made when missing. */
  readonly folder: string;
  /** Serves the workspace from its sources through Vite instead of from `dist/workspace`. */
  readonly development?: boolean;
  /** The address under which people reach a server behind a proxy, such as `https://recto.example.org`; null when they reach it directly. */
  readonly publicAddress?: string | null;
  /** The built workspace; null serves none. */
  readonly workspaceFolder?: string | null;
  /** `silent`, `error`, `warn`, `info` or `debug`. */
  readonly logLevel?: LogLevel;
  /** Largest upload in bytes. */
  readonly uploadLimitBytes?: number;
  /** Whether schedules may fetch from, and call, private network addresses; false when absent. */
  readonly allowPrivateSources?: boolean;
  /** Folders under which schedules may read files; none when absent. */
  readonly sourceFolders?: readonly string[];
  /** Milliseconds that fetching one source may take. */
  readonly sourceTimeoutMs?: number;
  /** How long a sign-in lasts without being used, in milliseconds. */
  readonly signInMs?: number;
  /** Milliseconds after which the kernel's process of a notebook that nobody looks at is put away. */
  readonly idleTimeoutMs?: number;
  /** Milliseconds after which a notebook that nobody looks at is closed altogether. */
  readonly closeTimeoutMs?: number;
  /** What a cell and a session may use; fields not given keep their defaults. */
  readonly limits?: Partial<Limits>;
  readonly loginLimits?: Partial<LoginLimits>;
  readonly effects?: Effects;
}

export type LogLevel = "silent" | "error" | "warn" | "info" | "debug";
const logLevels: readonly LogLevel[] = ["silent", "error", "warn", "info", "debug"];

/** Failed sign-ins after which an account or an address must wait, and for how long. */
export interface LoginLimits {
  readonly failuresPerAccount: number;
  readonly failuresPerAddress: number;
  readonly accountsPerAddress: number;
  readonly windowMs: number;
}

export type ServerOptions = Required<Omit<ServeOptions, "limits" | "loginLimits">> & {readonly limits: Limits; readonly loginLimits: LoginLimits};

export const projectFolder = resolve(fileURLToPath(import.meta.url), "../..");

const minute = 60_000;
const day = 24 * 60 * minute;

export const defaultLoginLimits: LoginLimits = {failuresPerAccount: 10, failuresPerAddress: 50, accountsPerAddress: 100, windowMs: 15 * minute};

const known = new Set([
  "port", "host", "folder", "development", "publicAddress", "workspaceFolder", "logLevel", "uploadLimitBytes", "signInMs",
  "allowPrivateSources", "sourceFolders", "sourceTimeoutMs",
  "idleTimeoutMs", "closeTimeoutMs", "limits", "loginLimits", "effects",
]);

/** Every option with its default; throws TypeError or RangeError for a misspelt name or a value out of range. */
export function toServerOptions(given: ServeOptions): ServerOptions {
  for (const name of Object.keys(given)) if (!known.has(name)) throw new TypeError(`serve has no option ${JSON.stringify(name)}`);
  const options: ServerOptions = {
    port: given.port ?? 4400,
    host: given.host ?? "127.0.0.1",
    folder: resolve(given.folder),
    development: given.development ?? false,
    publicAddress: given.publicAddress ?? null,
    workspaceFolder: given.workspaceFolder === undefined ? resolve(projectFolder, "dist/workspace") : given.workspaceFolder,
    logLevel: given.logLevel ?? "info",
    uploadLimitBytes: given.uploadLimitBytes ?? 250 * 2 ** 20,
    allowPrivateSources: given.allowPrivateSources ?? false,
    sourceFolders: (given.sourceFolders ?? []).map((path) => resolve(path)),
    sourceTimeoutMs: given.sourceTimeoutMs ?? minute,
    signInMs: given.signInMs ?? 14 * day,
    idleTimeoutMs: given.idleTimeoutMs ?? 5 * minute,
    closeTimeoutMs: given.closeTimeoutMs ?? 30 * minute,
    limits: {...defaultLimits, ...given.limits},
    loginLimits: {...defaultLoginLimits, ...given.loginLimits},
    effects: given.effects ?? systemEffects,
  };
  if (!Number.isInteger(options.port) || options.port < 0 || options.port > 65_535)
    throw new RangeError(`port must be an integer from 0 to 65535, got ${options.port}`);
  if (!logLevels.includes(options.logLevel)) throw new RangeError(`logLevel must be one of ${logLevels.join(", ")}, got ${options.logLevel}`);
  for (const name of ["uploadLimitBytes", "sourceTimeoutMs", "signInMs", "idleTimeoutMs", "closeTimeoutMs"] as const)
    if (!(options[name] > 0)) throw new RangeError(`${name} must be greater than 0, got ${options[name]}`);
  if (options.publicAddress !== null && !/^https?:\/\/[^/]+$/.test(options.publicAddress))
    throw new RangeError(`publicAddress must be a scheme and a host such as https://recto.example.org, got ${options.publicAddress}`);
  if (options.workspaceFolder !== null && !isAbsolute(options.workspaceFolder))
    throw new RangeError(`workspaceFolder must be an absolute path, got ${options.workspaceFolder}`);
  return options;
}

export function hasWorkspace(options: ServerOptions): boolean {
  return options.workspaceFolder !== null && existsSync(resolve(options.workspaceFolder, "index.html"));
}
