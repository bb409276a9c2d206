/** The most important change between two runs in one sentence: for the top of a page, and for a message. */
import type {CellComparison, SettingChange, ValueChange} from "#notebooks";

interface Told {
  readonly where: string;
  readonly change: ValueChange;
}

export function toHeadline(settings: readonly SettingChange[], cells: readonly CellComparison[]): string {
  const changed = cells.filter(({change}) => change !== "same");
  if (changed.length === 0) return settings.length === 0 ? "Nothing changed." : "Other settings, the same results.";
  const failing = changed.filter(({status}) => status.to === "failed" && status.from !== "failed");
  if (failing.length > 0) return `${listCells(failing)} failed now.`;
  const healed = changed.filter(({status}) => status.from === "failed" && status.to === "done");
  if (healed.length > 0) return `${listCells(healed)} failed before and ${healed.length === 1 ? "is" : "are"} done now.`;
  const told = changed.flatMap(({id, values, displays}): Told[] => [
    ...values.map(({name, change}) => ({where: name, change})),
    ...displays.map(({change}) => ({where: `cell ${id}`, change})),
  ]);
  for (const type of ["anomalies", "forecast", "number", "table"] as const) {
    const found = told.find(({change}) => change.type === type);
    if (!found) continue;
    const others = changed.length - 1;
    return `${capital(found.where)}: ${describeChange(found.change)}${others > 0 ? `, and ${others === 1 ? "another cell" : `${others} other cells`} changed` : ""}.`;
  }
  const [added, removed] = (["added", "removed"] as const).map((change) => changed.filter((cell) => cell.change === change).length) as [number, number];
  const other = changed.length - added - removed;
  return `${[other > 0 && `${count(other, "cell")} changed`, added > 0 && `${count(added, "cell")} came`, removed > 0 && `${count(removed, "cell")} went`].filter(Boolean).join(", ")}.`;
}

/** A change in a few words, without a stop. */
export function describeChange(change: ValueChange): string {
  switch (change.type) {
    case "number":
      return `${change.from} → ${change.to}`;
    case "text":
      return `${count(change.added, "line")} added, ${count(change.removed, "line")} removed`;
    case "table": {
      const {added, removed, changed, reordered} = change;
      const parts = [added > 0 && `${count(added, "row")} added`, removed > 0 && `${count(removed, "row")} removed`, changed > 0 && `${count(changed, "row")} changed`];
      return parts.filter(Boolean).join(", ") || (reordered ? "rows in another order" : "columns changed");
    }
    case "anomalies": {
      const {came, went, moved} = change.counts;
      const parts = [came > 0 && `${count(came, "anomaly", "anomalies")} came`, went > 0 && `${went} went`, moved > 0 && `${moved} moved`];
      return parts.filter(Boolean).join(", ") || "the same anomalies";
    }
    case "forecast": {
      const {shift, outside} = change;
      if (shift === null) return "no step in common";
      const beyond = outside && outside.steps > 0 ? `, ${count(outside.steps, "step")} outside the earlier ${Number((outside.level * 100).toFixed(1))} % interval` : "";
      return `the forecast moved by ${shift > 0 ? "+" : ""}${Number(shift.toPrecision(4))} on average${beyond}`;
    }
    case "series":
      return change.length.from === change.length.to
        ? `${count(change.changed, "number")} changed`
        : `${change.length.from} → ${change.length.to} numbers, ${change.changed} changed`;
    case "structure":
      return `${count(change.changes.length + change.omitted, "place")} changed`;
    case "other":
      return `${change.from ?? "nothing"} → ${change.to ?? "nothing"}`;
  }
}

function listCells(cells: readonly CellComparison[]): string {
  return cells.length === 1 ? `Cell ${cells[0]?.id}` : `Cells ${cells.map(({id}) => id).join(", ")}`;
}

function count(number: number, what: string, many = `${what}s`): string {
  return `${number} ${number === 1 ? what : many}`;
}

function capital(text: string): string {
  return text.startsWith("cell ") ? `C${text.slice(1)}` : text;
}
