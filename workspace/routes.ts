/** Where the person is: the address as a signal, and moving without loading the page again. */
import {signal} from "@preact/signals";

export type Route =
  | {readonly page: "home"}
  | {readonly page: "settings"}
  | {readonly page: "notebook"; readonly id: string}
  | {readonly page: "runs"; readonly id: string}
  | {readonly page: "run"; readonly id: string}
  /** Of a notebook, or `all`. */
  | {readonly page: "schedules"; readonly id: string}
  | {readonly page: "comparison"; readonly id: string; readonly other: string}
  | {readonly page: "data-set"; readonly id: string}
  | {readonly page: "unknown"};

export function parseRoute(path: string): Route {
  if (path === "/") return {page: "home"};
  if (path === "/settings") return {page: "settings"};
  if (path === "/schedules") return {page: "schedules", id: "all"};
  const [, page, id, ...rest] = path.split("/");
  const name = id && rest.length === 0 ? decode(id) : null;
  if (name !== null && page === "notebooks") return {page: "notebook", id: name};
  if (name !== null && page === "runs") return {page: "run", id: name};
  const notebook = page === "notebooks" && id && rest.length === 1 && rest[0] === "runs" ? decode(id) : null;
  if (notebook !== null) return {page: "runs", id: notebook};
  const scheduled = page === "notebooks" && id && rest.length === 1 && rest[0] === "schedules" ? decode(id) : null;
  if (scheduled !== null) return {page: "schedules", id: scheduled};
  const [before, after] = page === "runs" && rest.length === 2 && rest[0] === "comparison" ? [decode(id ?? ""), decode(rest[1] ?? "")] : [null, null];
  if (before && after) return {page: "comparison", id: before, other: after};
  if (name !== null && page === "data") return {page: "data-set", id: name};
  return {page: "unknown"};
}

/** The text behind a part of an address, or null where it is not one that an address can hold. */
function decode(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

export const path = signal(typeof location === "undefined" ? "/" : location.pathname);

/** The published page that sent a reader here to sign in, and to which he goes back; null when none did. */
export function readPublishedAddress(search: string): string | null {
  const from = new URLSearchParams(search).get("from");
  return from !== null && /^\/p\/[a-z0-9-]+(?:\/[0-9a-f]{64})?$/.test(from) ? from : null;
}

export function navigate(to: string): void {
  if (to !== location.pathname) history.pushState(null, "", to);
  path.value = to;
  scrollTo(0, 0);
}

/** Follows the browser's back and forward, and takes over plain clicks on links within the workspace. */
export function startRouting(): void {
  addEventListener("popstate", () => (path.value = location.pathname));
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (parseRoute(link.pathname).page === "unknown" || link.hash) return;
    event.preventDefault();
    navigate(link.pathname);
  });
}
