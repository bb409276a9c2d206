/** Which network addresses the server may ask for a person: public ones. The address that was checked is the one that is connected to. */
import {lookup as lookUp} from "node:dns";
import {BlockList, isIP} from "node:net";
import type {LookupFunction} from "node:net";

/** An address or a file that cannot be fetched; the message is for the person who named it. */
export class SourceError extends Error {
  override readonly name = "SourceError";
}

const closed = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8], ["10.0.0.0", 8], ["100.64.0.0", 10], ["127.0.0.0", 8], ["169.254.0.0", 16], ["172.16.0.0", 12], ["192.0.0.0", 24], ["192.0.2.0", 24],
  ["192.88.99.0", 24], ["192.168.0.0", 16], ["198.18.0.0", 15], ["198.51.100.0", 24], ["203.0.113.0", 24], ["224.0.0.0", 4], ["240.0.0.0", 4],
] as const) closed.addSubnet(network, prefix, "ipv4");
const open6 = new BlockList();
open6.addSubnet("2000::", 3, "ipv6");
for (const [network, prefix] of [["2001::", 23], ["2001:db8::", 32], ["2002::", 16], ["3fff::", 20]] as const) closed.addSubnet(network, prefix, "ipv6");

/** Whether an IP address is one of the public internet (IANA's special-purpose registries list the others). */
export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !closed.check(address, "ipv4");
  if (family !== 6) return false;
  const plain = address.replace(/%.*$/, "");
  return open6.check(plain, "ipv6") && !closed.check(plain, "ipv6");
}

export type Resolve = (host: string) => Promise<readonly {readonly address: string; readonly family: number}[]>;

export const systemResolve: Resolve = (host) =>
  new Promise((resolve, reject) => lookUp(host, {all: true, verbatim: true}, (error, found) => (error ? reject(error) : resolve(found))));

/** Throws a SourceError for an address that is not HTTP(S), or whose host is written as a private IP address. */
export function checkUrl(url: URL, allowsPrivate: boolean): void {
  if (url.protocol !== "http:" && url.protocol !== "https:") throw new SourceError(`only http: and https: are fetched, got ${url.protocol}`);
  if (url.username !== "" || url.password !== "") throw new SourceError("an address may not hold a user name or a password");
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && !allowsPrivate && !isPublic(host)) throw new SourceError(`${host} is a private address, which this server does not fetch from`);
}

/** A lookup for a connection: refuses a name as soon as any of its addresses is private, and connects to what it checked. */
export function guardedLookup(resolve: Resolve, allowsPrivate: boolean): LookupFunction {
  return (host, options, callback) => {
    resolve(host).then(
      (found) => {
        const wrong = allowsPrivate ? undefined : found.find(({address}) => !isPublic(address));
        if (wrong) return callback(new SourceError(`${host} is at the private address ${wrong.address}, which this server does not fetch from`), "", 0);
        const [first] = found;
        if (!first) return callback(new SourceError(`${host} has no address`), "", 0);
        if (options.all) return callback(null, found.map(({address, family}) => ({address, family})));
        callback(null, first.address, first.family);
      },
      (error: unknown) => callback(new SourceError(`${host} was not found`, {cause: error}), "", 0),
    );
  };
}
