/** What a cell wrote to the console: folded to a line, opened on demand. */
import {useState} from "preact/hooks";
import type {ConsoleLine} from "#notebooks";
import {formatCount, formatPlural} from "../components/format.ts";
import {Icon} from "../components/icon.tsx";

export function ConsoleLines({lines, omitted}: {lines: readonly ConsoleLine[]; omitted: number}) {
  const [open, setOpen] = useState(false);
  const last = lines.at(-1);
  if (!last) return null;
  return (
    <div class="console">
      <button type="button" class="console-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name="chevron-right" size={12} />
        <span>Console, {formatPlural(lines.length + omitted, "line")}</span>
        {!open && <code class={`console-last ${last.level}`}>{last.text.slice(0, 200)}</code>}
      </button>
      {open && (
        <ol class="console-lines" tabIndex={0} aria-label="Console">
          {lines.map((line, index) => (
            <li key={index} class={line.level}>
              {(line.level === "warn" || line.level === "error") && <span class="visually-hidden">{line.level}: </span>}
              <code>{line.text}</code>
            </li>
          ))}
          {omitted > 0 && <li class="quiet">{formatCount(omitted)} more were not kept</li>}
        </ol>
      )}
    </div>
  );
}
