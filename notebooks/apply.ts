/** Applies one operation to the state of a notebook: a pure function to a new state and the actions that somebody must take. */

/*
 * This is the only place where a notebook changes. The server's session runs it, every browser on the notebook runs it, and opening a
 * stored notebook runs it again over the edits since the last snapshot; all three get the same state because nothing else goes in: no
 * clock, no randomness, no ids of its own.
 *
 * There are three sorts of operations. An edit changes the document; it is counted by the revision, stored before it is acknowledged,
 * and may be refused, since two people can act at once and the second one's cell may be gone. A command asks for something to be done
 * and changes nothing here. A report tells what the kernel found; it is counted by the sequence, apart from the revision, so that
 * thirty results a second never refuse an edit. There is no other channel: what a page shows of a result arrived as a report.
 *
 * Actions are what must happen outside because of the operation: compile a cell, run cells, forget cells, pass an input on, interrupt,
 * restart. `apply` names them and does nothing. A browser ignores them; the session carries them out. The actions do not depend on the
 * run mode: in a manual notebook the session holds back what nobody asked for.
 *
 * Considerations.
 * - Refusals are values. A refused operation leaves the state as it is, and its code tells the client what to do: `stale-version` means
 *   rebase and send again, `cell-not-found` means that the cell was deleted meanwhile.
 * - A change of text names the version of the cell that it was made against. Only the present version is accepted; the client that lost
 *   the race rebases over what it missed, as CodeMirror's collaboration does. Versions are counted per cell, so two people in two cells
 *   never meet.
 * - Text is normalised here (line ends, NUL, lone surrogates), each with a replacement of the same length, so that positions stay right.
 * - A report about a cell that is gone, or of an execution older than the one shown, is dropped: the very same state comes back, and the
 *   sequence does not move. Who counts reports compares sequences.
 * - An id is taken while a cell has it. The id of a deleted cell is never given to a new one (`nextCellId` only grows), but undoing a
 *   deletion puts the cell back under its own id, so that its inputs find it again.
 * - What an operation does not touch is shared with the state before, object for object. Views compare by identity.
 */
import {normaliseSource, toCell} from "./cell.ts";
import type {Cell} from "./cell.ts";
import {toCellState} from "./initial-state.ts";
import {isAttributeName, isIdentifier, isInputKey, limits, refuse} from "./limits.ts";
import type {Notebook} from "./notebook.ts";
import type {Action, Command, Edit, Operation, Refusal, Report} from "./operation.ts";
import type {CellState, NotebookState} from "./state.ts";
import {applyTextChanges} from "./text-changes.ts";

export interface Applied {
  readonly state: NotebookState;
  readonly actions: readonly Action[];
}

export function applyOperation(state: NotebookState, operation: Operation): Applied | Refusal {
  switch (operation.type) {
    case "run":
    case "interrupt":
    case "restart":
      return command(state, operation);
    case "cell-analysis":
    case "cell-result":
    case "cell-submitted":
    case "kernel":
    case "proof":
    case "verified":
      return {state: report(state, operation), actions: []};
    default:
      return edit(state, operation);
  }
}

export function isRefusal(outcome: object): outcome is Refusal {
  return "refused" in outcome;
}

function command(state: NotebookState, command: Command): Applied | Refusal {
  switch (command.type) {
    case "run": {
      const {cells} = command;
      const missing = typeof cells === "string" ? undefined : cells.find((id) => state.cells[id] === undefined);
      if (missing !== undefined) return notFound(missing);
      return {state, actions: [{type: "run", cells}]};
    }
    case "interrupt":
      return {state, actions: [{type: "interrupt"}]};
    case "restart":
      return {state, actions: [{type: "restart", seed: command.seed ?? null}]};
  }
}

function edit(state: NotebookState, edit: Edit): Applied | Refusal {
  switch (edit.type) {
    case "set-title": {
      if (edit.title.length > limits.titleCharacters) {
        return refuse("too-large", `the title may have ${limits.titleCharacters} characters, got ${edit.title.length}`);
      }
      return edited(state, {notebook: {...state.notebook, title: toLine(edit.title)}});
    }
    case "set-run-mode": {
      const isAwakened = edit.runMode === "automatic" && state.notebook.runMode === "manual";
      return edited(state, {notebook: {...state.notebook, runMode: edit.runMode}}, isAwakened ? [{type: "run", cells: "stale"}] : []);
    }
    case "insert-cell":
      return insertCell(state, edit);
    case "delete-cell": {
      if (state.cells[edit.id] === undefined) return notFound(edit.id);
      const {[edit.id]: _, ...cells} = state.cells;
      const kept = state.notebook.cells.filter(({id}) => id !== edit.id);
      return edited(state, {notebook: {...state.notebook, cells: kept}, cells}, [{type: "remove", cells: [edit.id]}]);
    }
    case "move-cell": {
      const cell = state.notebook.cells.find(({id}) => id === edit.id);
      if (cell === undefined) return notFound(edit.id);
      if (edit.after === edit.id) return edited(state, {});
      const cells = place(state.notebook.cells.filter(({id}) => id !== edit.id), cell, edit.after);
      return cells === null ? notFound(edit.after) : edited(state, {notebook: {...state.notebook, cells}});
    }
    case "edit-source":
      return editSource(state, edit);
    case "set-cell":
      return setCell(state, edit);
    case "set-data": {
      const {name, digest} = edit;
      if (name === "") return refuse("bad-name", "a data set's name must not be empty");
      if (name.length > limits.dataNameCharacters) {
        return refuse("bad-name", `a data set's name may have ${limits.dataNameCharacters} characters, got ${name.length}`);
      }
      if (digest !== null && !/^[0-9a-f]{64}$/.test(digest)) return refuse("invalid", `a digest has 64 lower-case hexadecimal digits, got "${digest}"`);
      const {data} = state.notebook;
      const reference = {name: name.toWellFormed(), digest};
      const isKnown = data.some((its) => its.name === reference.name);
      const changed = isKnown ? data.map((its) => (its.name === reference.name ? reference : its)) : [...data, reference];
      return edited(state, {notebook: {...state.notebook, data: changed}});
    }
    case "remove-data": {
      const data = state.notebook.data.filter(({name}) => name !== edit.name);
      if (data.length === state.notebook.data.length) return refuse("invalid", `the notebook names no data set "${edit.name}"`);
      return edited(state, {notebook: {...state.notebook, data}});
    }
    case "set-input": {
      const {key, value} = edit;
      if (!isInputKey(key)) return refuse("bad-name", `an input's key is a cell and an ordinal, such as 3/0, got "${key}"`);
      const isNew = !Object.hasOwn(state.inputs, key);
      if (isNew && Object.keys(state.inputs).length >= limits.inputs) return refuse("too-large", `a notebook may have ${limits.inputs} inputs`);
      return edited(state, {inputs: {...state.inputs, [key]: value}}, [{type: "input", key, value}]);
    }
  }
}

function edited(state: NotebookState, changes: Partial<NotebookState>, actions: readonly Action[] = []): Applied {
  return {state: {...state, ...changes, revision: state.revision + 1}, actions};
}

function notFound(id: number | null): Refusal {
  return refuse("cell-not-found", `there is no cell ${id}`);
}

/** A title is one line. */
function toLine(text: string): string {
  return normaliseSource(text).replaceAll("\n", " ");
}

/** The cells with one put behind another, or at the top; null when that other one is not there. */
function place(cells: readonly Cell[], cell: Cell, after: number | null): readonly Cell[] | null {
  if (after === null) return [cell, ...cells];
  const index = cells.findIndex(({id}) => id === after);
  return index === -1 ? null : cells.toSpliced(index + 1, 0, cell);
}

function replaceCell(notebook: Notebook, cell: Cell): Notebook {
  return {...notebook, cells: notebook.cells.map((its) => (its.id === cell.id ? cell : its))};
}

function insertCell(state: NotebookState, {cell: given, after}: Extract<Edit, {type: "insert-cell"}>): Applied | Refusal {
  const {id} = given;
  if (!Number.isSafeInteger(id) || id < 1 || id > limits.cellId) {
    return refuse("invalid", `a cell's id is an integer from 1 to ${limits.cellId}, got ${id}`);
  }
  if (state.cells[id] !== undefined) return refuse("cell-id-used", `there is a cell ${id} already`);
  if (state.notebook.cells.length >= limits.cells) return refuse("too-large", `a notebook may have ${limits.cells} cells`);
  const refusal = checkSource(given.source) ?? checkOutput(given.output) ?? checkAttributes(given.attributes);
  if (refusal !== null) return refusal;
  const cell = toCell(given);
  const cells = place(state.notebook.cells, cell, after);
  if (cells === null) return notFound(after);
  const actions: Action[] = [{type: "compile", cells: [id]}];
  if (!cell.disabled && cell.source.trim() !== "") actions.push({type: "run", cells: [id]});
  const changes = {
    notebook: {...state.notebook, cells},
    cells: {...state.cells, [id]: toCellState(cell)},
    nextCellId: Math.max(state.nextCellId, id + 1),
  };
  return edited(state, changes, actions);
}

function editSource(state: NotebookState, {id, version, changes}: Extract<Edit, {type: "edit-source"}>): Applied | Refusal {
  const cell = state.notebook.cells.find((its) => its.id === id);
  const its = state.cells[id];
  if (cell === undefined || its === undefined) return notFound(id);
  if (version !== its.version) return refuse("stale-version", `cell ${id} is at version ${its.version}, the changes are against ${version}`);
  const source = applyTextChanges(cell.source, changes);
  if (source === null) return refuse("bad-changes", `the changes do not fit the ${cell.source.length} characters of cell ${id}`);
  const refusal = checkSource(source);
  if (refusal !== null) return refusal;
  const notebook = replaceCell(state.notebook, {...cell, source: normaliseSource(source)});
  const cells = {...state.cells, [id]: {...its, version: version + 1}};
  return edited(state, {notebook, cells}, [{type: "compile", cells: [id]}]);
}

function setCell(state: NotebookState, {id, changes}: Extract<Edit, {type: "set-cell"}>): Applied | Refusal {
  const cell = state.notebook.cells.find((its) => its.id === id);
  if (cell === undefined) return notFound(id);
  const refusal = checkOutput(changes.output ?? null);
  if (refusal !== null) return refusal;
  const {kind = cell.kind, pinned = cell.pinned, hidden = cell.hidden, disabled = cell.disabled, output = cell.output} = changes;
  const changed: Cell = {...cell, kind, pinned, hidden, disabled, output};
  const actions: Action[] = [];
  const isOther = kind !== cell.kind || hidden !== cell.hidden || output !== cell.output;
  if (isOther) actions.push({type: "compile", cells: [id]});
  // What the cell is for changes at once; text that was typed and not submitted still waits to be asked for.
  const isSubmitted = state.cells[id]?.submitted === cell.source;
  if (!disabled && ((isOther && isSubmitted) || cell.disabled)) actions.push({type: "run", cells: [id]});
  return edited(state, {notebook: replaceCell(state.notebook, changed)}, actions);
}

function checkSource(source: string): Refusal | null {
  if (source.length <= limits.sourceCharacters) return null;
  return refuse("too-large", `a cell's source may have ${limits.sourceCharacters} characters, got ${source.length}`);
}

function checkOutput(output: string | null): Refusal | null {
  if (output === null || isIdentifier(output)) return null;
  return refuse("bad-name", `a cell's name must be a JavaScript identifier, got "${output.slice(0, 80)}"`);
}

function checkAttributes(attributes: Cell["attributes"]): Refusal | null {
  if (attributes.length > limits.attributes) return refuse("too-large", `a cell may have ${limits.attributes} unknown attributes`);
  for (const [name, value] of attributes) {
    if (!isAttributeName(name)) return refuse("bad-name", `"${name.slice(0, 80)}" cannot be an attribute's name`);
    if (value.length > limits.attributeCharacters) return refuse("too-large", `an attribute may have ${limits.attributeCharacters} characters`);
  }
  return null;
}

/** The state after a report; the very same state when the report is dropped. */
function report(state: NotebookState, report: Report): NotebookState {
  switch (report.type) {
    case "cell-analysis":
      return reported(state, report.id, {analysis: report.analysis});
    case "cell-submitted":
      return reported(state, report.id, {submitted: report.source});
    case "cell-result": {
      const result = state.cells[report.id]?.result;
      if (result === undefined || report.generation < result.generation) return state;
      return reported(state, report.id, {result: {...result, ...report.changes, generation: report.generation}});
    }
    case "kernel":
      return {...state, kernel: report.kernel, sequence: state.sequence + 1};
    case "proof": {
      const {root, seed, now} = report;
      const verified = root !== null && root === state.proof.root ? state.proof.verified : null;
      return {...state, proof: {root, seed, now, verified}, sequence: state.sequence + 1};
    }
    case "verified":
      if (report.report.expectedRoot !== state.proof.root) return state;
      return {...state, proof: {...state.proof, verified: report.report}, sequence: state.sequence + 1};
  }
}

function reported(state: NotebookState, id: number, changes: Partial<CellState>): NotebookState {
  const cell = state.cells[id];
  if (cell === undefined) return state;
  return {...state, cells: {...state.cells, [id]: {...cell, ...changes}}, sequence: state.sequence + 1};
}
