/** The browser as a connection needs it: WebSocket, timers, and a question over HTTP when a socket does not open. */
import {addresses} from "../api/resources.ts";
import {HttpError, request} from "../api/http.ts";
import type {ConnectionEffects, SocketLike} from "./connection.ts";

export function browserEffects(notebook: string): ConnectionEffects {
  return {
    open: () => new WebSocket(new URL(addresses.notebookSocket(notebook), location.href.replace(/^http/, "ws"))) as SocketLike,
    now: () => Date.now(),
    after(delayMs, callback) {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
    async probe() {
      try {
        await request("GET", `/api/notebooks/${encodeURIComponent(notebook)}`);
        return "available";
      } catch (error) {
        if (!(error instanceof HttpError)) throw error;
        if (error.problem.status === 401) return "signed-out";
        return error.problem.status === 404 ? "missing" : "unreachable";
      }
    },
  };
}
