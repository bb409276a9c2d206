/** The routes of API keys: list, make, revoke. They take no key themselves, so that a key cannot make another. */
import {Router} from "express";
import {z} from "zod";
import {keyScopes} from "#notebooks";
import {ownerOf} from "../accounts/sign-in.ts";
import {described} from "../http/described.ts";
import {notFound} from "../http/problem.ts";
import {apiKeySchema, madeApiKeySchema} from "../http/resources.ts";
import {isControlCharacter, validate} from "../http/validate.ts";
import type {KeyStore} from "./key-store.ts";

const dayMs = 24 * 60 * 60_000;

export const newApiKey = z.strictObject({
  name: z
    .string("must be text")
    .trim()
    .min(1, "must not be empty")
    .max(100, "must have at most 100 characters")
    .refine((text) => !isControlCharacter.test(text), "must not have control characters")
    .describe("What the key is for, for the person who made it."),
  scopes: z
    .array(z.enum(keyScopes, `must be one of ${keyScopes.join(", ")}`), "must be a list")
    .min(1, "must name at least one scope")
    .refine((scopes) => new Set(scopes).size === scopes.length, "must name each scope once"),
  days: z.int("must be a whole number").min(1, "must be at least 1").max(366, "must be at most 366").describe("For how many days the key is in force."),
});

export function keyRoutes(keys: KeyStore): Router {
  const router = Router();

  router.get("/", described({summary: "The API keys of the account, newest first", scope: null, answer: z.array(apiKeySchema)}), (request, response) => {
    response.json(keys.list(ownerOf(request)));
  });

  router.post(
    "/",
    described({summary: "Make an API key; its token is told once", scope: null, body: newApiKey, status: 201, answer: madeApiKeySchema}),
    (request, response) => {
      const {name, scopes, days} = validate(newApiKey, request.body ?? {});
      response.status(201).json(keys.create(ownerOf(request), {name, scopes, lifetimeMs: days * dayMs}));
    },
  );

  router.delete("/:id", described({summary: "Revoke an API key at once", scope: null, status: 204}), (request, response) => {
    if (!keys.delete(ownerOf(request), String(request.params["id"]))) throw notFound("API key");
    response.status(204).end();
  });

  return router;
}
