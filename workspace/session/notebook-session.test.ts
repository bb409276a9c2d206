/** What a person does is shown at once, reaches the server in order, and survives refusals and cuts. */
import {expect, test} from "vitest";
import {applyOperation, isRefusal, toCell, toNotebook, toNotebookState, type ClientMessage, type Edit, type NotebookState, type ServerMessage} from "#notebooks";
import {Connection, type SocketLike} from "../connection/connection.ts";
import {NotebookSession} from "./notebook-session.ts";

type Sent = Extract<ClientMessage, {type: "operation"}>;

/** A session on a socket whose other end the test plays. */
function open(cells = [toCell({id: 1, source: "one"})]) {
  const sockets: (SocketLike & {sent: ClientMessage[]})[] = [];
  const notices: string[] = [];
  const connection = new Connection({
    open() {
      const socket = {onopen: null, onmessage: null, onclose: null, sent: [] as ClientMessage[], close() {}} as unknown as (typeof sockets)[number];
      socket.send = (text) => void socket.sent.push(JSON.parse(text) as ClientMessage);
      sockets.push(socket);
      return socket;
    },
    now: () => 0,
    after: () => () => {},
    random: () => 0.5,
    probe: async () => "available",
  });
  const session = new NotebookSession(connection, {client: "me", frame: (callback) => callback(), notify: (text) => void notices.push(text)});
  let state = toNotebookState({notebook: toNotebook({cells})});
  const tell = (message: ServerMessage) => sockets.at(-1)!.onmessage?.({data: JSON.stringify(message)});
  const welcome = (given: NotebookState = state) => {
    state = given;
    sockets.at(-1)!.onopen?.();
    tell({type: "welcome", client: "connection", state, readOnly: false});
  };
  /** The server accepts an edit, of this client unless said otherwise. */
  const accept = (edit: Edit, id: number, by = "connection") => {
    const outcome = applyOperation(state, edit);
    if (isRefusal(outcome)) throw new Error(outcome.message);
    state = outcome.state;
    tell({type: "applied", revision: state.revision, operation: edit, by, id});
  };
  const operations = () => sockets.at(-1)!.sent.filter((message): message is Sent => message.type === "operation");
  const cut = () => {
    sockets.at(-1)!.onclose?.();
    connection.retryNow();
  };
  connection.start();
  welcome();
  return {session, tell, welcome, accept, operations, cut, notices, sockets, serverState: () => state};
}

const sources = (session: NotebookSession) => session.state.value!.notebook.cells.map((cell) => cell.source);

test("an edit is shown before the server answers, and once after it", () => {
  const {session, operations, accept} = open();
  session.edit({type: "insert-cell", cell: toCell({id: 2, source: "two"}), after: 1});
  expect(sources(session)).toEqual(["one", "two"]);
  expect(session.unsaved.value).toBe(1);
  const [sent] = operations();
  accept(sent!.operation as Edit, sent!.id);
  expect(sources(session)).toEqual(["one", "two"]);
  expect(session.unsaved.value).toBe(0);
});

test("a refused edit goes back, and the person is told why", () => {
  const {session, operations, tell, notices} = open();
  session.edit({type: "set-title", title: "Mine"});
  tell({type: "refused", id: operations()[0]!.id, code: "read-only", message: "the notebook is read only"});
  expect(session.state.value!.notebook.title).toBe("Untitled");
  expect(notices).toEqual(["That was not accepted: the notebook is read only."]);
});

test("a cell whose id was taken by somebody else gets another one, with what was typed in it", () => {
  const {session, operations, accept, tell} = open();
  const renumbered: number[][] = [];
  session.onRenumbered = (from, to) => renumbered.push([from, to]);
  session.edit({type: "insert-cell", cell: toCell({id: 2}), after: 1});
  session.text(2).dispatch({changes: {from: 0, insert: "typed"}});
  const [insert] = operations();
  accept({type: "insert-cell", cell: toCell({id: 2, source: "theirs"}), after: 1}, 99, "somebody");
  tell({type: "refused", id: insert!.id, code: "cell-id-used", message: "there is a cell 2 already"});
  const again = operations().filter(({id}) => id === insert!.id).at(-1)!;
  const id = (again.operation as Extract<Edit, {type: "insert-cell"}>).cell.id;
  expect(id).toBeGreaterThan(2);
  expect(renumbered).toEqual([[2, id]]);
  expect(session.text(id).document.value.toString()).toBe("typed");
});

test("a run waits until what was typed has reached the server", () => {
  const {session, operations, accept} = open();
  session.text(1).dispatch({changes: {from: 3, insert: "!"}});
  session.text(1).dispatch({changes: {from: 4, insert: "?"}});
  session.command({type: "run", cells: [1]});
  const types = () => operations().map(({operation}) => operation.type);
  expect(types()).toEqual(["edit-source"]);
  accept(operations()[0]!.operation as Edit, operations()[0]!.id);
  expect(types()).toEqual(["edit-source", "edit-source"]);
  accept(operations()[1]!.operation as Edit, operations()[1]!.id);
  expect(types()).toEqual(["edit-source", "edit-source", "run"]);
  expect(sources(session)).toEqual(["one!?"]);
});

test("what was done during a cut is sent after it, and not what the server already has", () => {
  const {session, operations, welcome, cut, serverState} = open();
  session.edit({type: "insert-cell", cell: toCell({id: 2, source: "two"}), after: 1});
  session.text(1).dispatch({changes: {from: 3, insert: "!"}});
  const stored = applyOperation(serverState(), operations()[0]!.operation);
  if (isRefusal(stored)) throw new Error(stored.message);
  cut();
  session.edit({type: "set-title", title: "Kept"});
  expect(session.state.value!.notebook.title).toBe("Kept");
  welcome(stored.state);
  expect(operations().map(({operation}) => operation.type).toSorted()).toEqual(["edit-source", "set-title"]);
  expect(session.state.value!.notebook.cells).toHaveLength(2);
  expect(session.text(1).document.value.toString()).toBe("one!");
});

test("a gap in what the server tells is noticed, and everything is asked for again", () => {
  const {tell, sockets, serverState} = open();
  tell({type: "applied", revision: serverState().revision + 2, operation: {type: "set-title", title: "x"}, by: "somebody", id: 1});
  expect(sockets.at(-1)!.sent).toEqual([{type: "resynchronise"}]);
  tell({type: "reports", sequence: 9, reports: [{type: "kernel", kernel: {status: "idle", message: null}}]});
  expect(sockets.at(-1)!.sent).toHaveLength(2);
});

test("reports that were already applied are not applied twice", () => {
  const {session, tell} = open();
  const submitted = (source: string) => ({type: "cell-submitted", id: 1, source}) as const;
  tell({type: "reports", sequence: 1, reports: [submitted("a"), submitted("b")]});
  tell({type: "reports", sequence: 2, reports: [submitted("old"), submitted("c")]});
  expect(session.state.value!.cells[1]!.submitted).toBe("c");
  expect(session.state.value!.sequence).toBe(3);
});

test("a cell's view changes only when the cell does", () => {
  const {session, tell} = open([toCell({id: 1}), toCell({id: 2})]);
  const before = session.cell(2).value;
  tell({type: "reports", sequence: 1, reports: [{type: "cell-submitted", id: 1, source: "a"}]});
  expect(session.cell(2).value).toBe(before);
  expect(session.cell(1).value!.state.submitted).toBe("a");
});

test("a request is answered, refused in words, or given up with the connection", async () => {
  const {session, tell, sockets, cut, welcome} = open();
  const ask = () => session.request({type: "hover", cell: 1, source: "one", position: 0});
  const last = () => (sockets.at(-1)!.sent.at(-1) as Extract<ClientMessage, {type: "request"}>).request;
  const answered = ask();
  tell({type: "reply", request: last(), reply: {type: "hover", hover: null}});
  expect(await answered).toEqual({type: "hover", hover: null});
  const refused = ask();
  tell({type: "reply", request: last(), reply: {type: "failed", code: "busy", message: "the compiler is busy"}});
  await expect(refused).rejects.toThrow("the compiler is busy");
  const lost = ask();
  cut();
  welcome();
  await expect(lost).rejects.toThrow("the connection was lost");
});
