/** The page at a published address that shows nothing: it was withdrawn, or there is none that this reader may see. */
import {escapeAttribute} from "../page/sanitise.ts";
import {pageStyle} from "./page-style.ts";

/** `path` is where the reader comes back to when he has signed in. */
export function renderMissingPage(isWithdrawn: boolean, isSignedIn: boolean, path: string): string {
  const title = isWithdrawn ? "This page was withdrawn" : "There is no page here";
  const words = isWithdrawn
    ? "What was published at this address was taken back by its author, and will not return here. A copy that was downloaded before can still be checked with <code>recto verify</code>."
    : `The address may be wrong, or the page is for readers that its author named.${isSignedIn ? "" : ` If it was shared with you, <a href="/?from=${escapeAttribute(encodeURI(path))}">sign in</a> and come back.`}`;
  return [
    "<!doctype html>",
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title>`,
    `<style>${pageStyle}</style></head>`,
    `<body><nav class="bar" aria-label="Recto"><a class="mark-word" href="/">Recto</a></nav><main><h1>${title}</h1><p>${words}</p></main></body></html>\n`,
  ].join("\n");
}
