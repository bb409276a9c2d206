/** The route of the examples that come with the program. */
import {Router} from "express";
import {z} from "zod";
import {ownerOf} from "../accounts/sign-in.ts";
import {described} from "../http/described.ts";
import {exampleSchema} from "../http/resources.ts";
import type {Maker} from "./maker.ts";

export function exampleRoutes(maker: Pick<Maker, "examples">): Router {
  const router = Router();
  router.get("/", described({summary: "The examples that come with Recto", scope: "read", answer: z.array(exampleSchema)}), (request, response) => {
    ownerOf(request);
    response.json(maker.examples());
  });
  return router;
}
