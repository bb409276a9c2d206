/** The child's side of a process that answers requests one after the other. */
import type {FromProcess, Replies, Request, ToProcess} from "./protocol.ts";

/** Answers every message of the parent; `announce` tells the parent what is about to be done. Ends when the parent is gone. */
export function serve(answer: (request: Request, announce: (cell: number, key: string) => void) => Replies[Request["type"]]): void {
  // A parent that was killed cannot be told; `disconnect` ends this process then.
  const send = (message: FromProcess | {ready: true}): void => void process.send?.(message, undefined, undefined, () => undefined);
  process.on("message", ({id, request}: ToProcess) => {
    try {
      send({id, reply: answer(request, (cell, key) => send({id, at: {cell, key}}))});
    } catch (error) {
      send({id, error: error instanceof Error ? (error.stack ?? error.message) : String(error)});
    }
  });
  process.on("disconnect", () => process.exit(0));
  send({ready: true});
}
