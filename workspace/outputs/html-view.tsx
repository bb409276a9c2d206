/** Markup from a cell, sanitized, set as the page's own prose. */
import {useLayoutEffect, useRef} from "preact/hooks";
import {sanitize} from "./sanitize.ts";

export function HtmlView({html, class: className}: {html: string; class: string}) {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const host = element.current;
    if (!host) return;
    host.replaceChildren(sanitize(html));
    for (const table of host.querySelectorAll("table")) makeScrollable(table);
    for (const pre of host.querySelectorAll("pre")) pre.tabIndex = 0;
  }, [html]);
  return <div ref={element} class={className} />;
}

function makeScrollable(table: HTMLTableElement): void {
  const scroll = document.createElement("div");
  scroll.className = "table-scroll";
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-label", "Table");
  table.replaceWith(scroll);
  scroll.append(table);
}
