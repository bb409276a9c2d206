/** The notes in a cell's margin: what it is, how it went and how long, the names it gives, its digest. */
import type {Cell, CellResult, DefinedName} from "#notebooks";
import {Digest} from "../components/digest.tsx";
import {formatDuration, formatExactTime} from "../components/format.ts";
import {Icon} from "../components/icon.tsx";
import type {StatusSign} from "./cell-status.ts";
import {Elapsed} from "./elapsed.tsx";
import {useWorkbench} from "./workbench.ts";

export function CellMargin({cell, result, sign}: {cell: Cell; result: CellResult; sign: StatusSign}) {
  const isProse = cell.kind === "markdown" || cell.kind === "html";
  const isDone = sign.word === "done";
  return (
    <div class={`cell-margin${isProse && isDone ? " shy" : ""}`}>
      <div class="margin-line">
        {!isDone && <span class={`status-word ${sign.tone}`} title={sign.detail}>{sign.word}</span>}
        {result.status === "running" && result.startedAt !== null && <Elapsed since={result.startedAt} />}
        {isDone && <Duration result={result} />}
        {result.valueDigest !== null && result.status !== "running" && sign.word !== "empty" && result.status !== "failed" && <Digest digest={result.valueDigest} label="Digest of the value" />}
        <Confirmation cell={cell.id} />
        {result.purity === "impure" && <span class="status-word warn" title="It changed another cell's value, so running it again may give another result">impure</span>}
      </div>
      {result.names.length > 0 && result.status !== "failed" && <Names names={result.names} cell={cell.id} />}
    </div>
  );
}

/** What the latest verification of the present root said of this cell. */
function Confirmation({cell}: {cell: number}) {
  const found = useWorkbench().session.verified.value?.cells.find(({id}) => id === cell);
  if (!found) return null;
  if (found.same) return <span class="confirmed" title="Running it again gave the same"><Icon name="shield-check" size={13} /><span class="visually-hidden">confirmed</span></span>;
  return <span class="status-word error" title={found.message ?? "Running it again gave something else"}>differs</span>;
}

function Duration({result: {durationMs, startedAt, reused}}: {result: CellResult}) {
  if (durationMs === null) return null;
  const when = startedAt === null ? "" : `, ${formatExactTime(startedAt)}`;
  if (reused) return <span class="number" title={`Kept from an earlier run with the same digests${when}`}>kept</span>;
  return <span class="number" title={`Ran for ${formatDuration(durationMs)}${when}`}>{formatDuration(durationMs)}</span>;
}

const shownNames = 4;

function Names({names, cell}: {names: readonly DefinedName[]; cell: number}) {
  const workbench = useWorkbench();
  const all = workbench.session.readers.value;
  const readersOf = (name: string) => (all.get(name) ?? []).filter((id) => id !== cell);
  return (
    <div class="margin-names">
      {names.slice(0, shownNames).map(({name, summary}) => {
        const readers = readersOf(name);
        const where = readers.length === 0 ? "Not read by another cell" : `Read by ${readers.length === 1 ? "a cell" : `${readers.length} cells`}. Click to go to ${readers.length === 1 ? "it" : "the first"}.`;
        return (
          <button key={name} type="button" class="name" title={`${name} = ${summary}\n${where}`} disabled={readers.length === 0} onClick={() => readers[0] !== undefined && workbench.focusCell(readers[0])}>
            {name}
          </button>
        );
      })}
      {names.length > shownNames && <span class="quiet">+{names.length - shownNames}</span>}
    </div>
  );
}
