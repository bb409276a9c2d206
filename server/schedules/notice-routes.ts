/** The routes of notices: list them, and mark them as seen. */
import {Router} from "express";
import {z} from "zod";
import {ownerOf} from "../accounts/sign-in.ts";
import {described} from "../http/described.ts";
import {validate} from "../http/validate.ts";
import type {NoticeStore} from "./notice-store.ts";
import {noticeSchema} from "./resources.ts";

const query = z.strictObject({limit: z.coerce.number("must be a number").int("must be an integer").min(1, "must be 1 or more").max(200, "must be 200 or less").optional()});
const seen = z.strictObject({ids: z.array(z.string("must be text").max(100, "must have at most 100 characters")).max(200, "must have at most 200 entries").optional()});

/** Under `/notices`. */
export function noticeRoutes({notices}: {readonly notices: NoticeStore}): Router {
  const router = Router();

  router.get("/", described({summary: "What schedules told, newest first", scope: "read", query, answer: z.array(noticeSchema)}), (request, response) => {
    const {limit = 50} = validate(query, request.query, "query");
    response.json(notices.list(ownerOf(request), limit));
  });

  router.post("/seen", described({summary: "Mark notices as seen: those that are named, or all", scope: "write", body: seen, status: 204}), (request, response) => {
    const {ids} = validate(seen, request.body ?? {});
    notices.setSeen(ownerOf(request), ids ?? null);
    response.status(204).end();
  });
  return router;
}
