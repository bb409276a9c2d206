/** What the compiler found, as the editor's own marks. */
import type {Diagnostic as Mark} from "@codemirror/lint";
import type {Diagnostic} from "#notebooks";

/** Marks for a text of that length; places that no longer exist are moved to its end. An empty place gets the character beside it, so that it can be seen. */
export function toMarks(diagnostics: readonly Diagnostic[], length: number): Mark[] {
  return diagnostics.map(({from, to, severity, message, source}) => {
    const end = Math.min(Math.max(to, from), length);
    const start = Math.min(from, end);
    const isEmpty = start === end;
    return {
      from: isEmpty && end === length ? Math.max(0, start - 1) : start,
      to: isEmpty && end < length ? end + 1 : end,
      severity: toSeverity(severity, source),
      message,
      source: source === "type" ? "type (does not stop the run)" : source,
    };
  });
}

/** What does not stop a run is not shown as if it did. */
function toSeverity(severity: Diagnostic["severity"], source: Diagnostic["source"]): Mark["severity"] {
  if (severity === "information") return "info";
  return source === "type" ? "warning" : severity;
}
