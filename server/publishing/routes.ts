/** The routes of those who publish: publish a notebook, list, change who may read, withdraw. */
import {Router} from "express";
import type {Request} from "express";
import {z} from "zod";
import {visibilities} from "#notebooks";
import type {NewEdition, PublicationChanges} from "#notebooks";
import {normaliseEmail} from "../accounts/account-store.ts";
import {accountOf, ownerOf} from "../accounts/sign-in.ts";
import type {DataSetStore} from "../data-sets/data-set-store.ts";
import {described} from "../http/described.ts";
import {notFound} from "../http/problem.ts";
import {publicationSchema} from "../http/resources.ts";
import {validate} from "../http/validate.ts";
import type {PublicationStore, StoredPublication} from "./publication-store.ts";
import {toPublicationResource} from "./publication-resource.ts";
import type {Publisher} from "./publisher.ts";
import {slugLength, slugPattern} from "./slug.ts";

interface Parts {
  readonly publications: PublicationStore;
  readonly publisher: Publisher;
  readonly dataSets: DataSetStore;
}

const visibility = z.enum(visibilities, `must be one of ${visibilities.join(", ")}`);
const readers = z
  .array(z.string("must be text").trim().max(254, "must have at most 254 characters").pipe(z.email("must be an e-mail address")).transform(normaliseEmail))
  .max(500, "must have at most 500 addresses");
const newEdition = z.strictObject({
  run: z.string("must be text").max(100, "must have at most 100 characters").optional(),
  visibility,
  readers: readers.optional(),
  slug: z
    .string("must be text")
    .max(slugLength, `must have at most ${slugLength} characters`)
    .regex(slugPattern, "must be lower-case letters, digits and single hyphens between them")
    .optional(),
  showsSource: z.boolean("must be true or false"),
  includesData: z.boolean("must be true or false"),
});
const changes = z.strictObject({visibility: visibility.optional(), readers: readers.optional()});

/** Under `/notebooks`. */
export function notebookPublicationRoutes({publications, publisher, dataSets}: Parts): Router {
  const router = Router();
  const describe = {summary: "How the notebook is published", scope: "read", answer: publicationSchema} as const;
  router.get("/:id/publication", described(describe), (request, response) => {
    const publication = publications.findOfNotebook(ownerOf(request), request.params.id);
    if (!publication) throw notFound("publication of this notebook");
    response.json(toPublicationResource(publication, publications, dataSets));
  });

  const publishing = {summary: "Publish a run of the notebook: the one that is named, or what the notebook shows", scope: "write"} as const;
  router.post("/:id/publication", described({...publishing, body: newEdition, status: 201, answer: publicationSchema}), async (request, response) => {
    const account = accountOf(request);
    const published = await publisher.publish(account, request.params.id, validate(newEdition, request.body ?? {}) as NewEdition);
    const resource = toPublicationResource(published, publications, dataSets);
    response.status(201).location(resource.address).json(resource);
  });
  return router;
}

/** Under `/publications`. */
export function publicationRoutes({publications, dataSets}: Parts): Router {
  const router = Router();
  const find = (request: Request<{id: string}>): StoredPublication => {
    const publication = publications.find(ownerOf(request), request.params.id);
    if (!publication) throw notFound("publication");
    return publication;
  };

  router.get("/", described({summary: "What the account publishes, newest first", scope: "read", answer: z.array(publicationSchema)}), (request, response) => {
    response.json(publications.list(ownerOf(request)).map((publication) => toPublicationResource(publication, publications, dataSets)));
  });

  const changing = {summary: "Change who may read", scope: "write", body: changes, answer: publicationSchema} as const;
  router.patch("/:id", described(changing), (request, response) => {
    const {id, visibility: before, readers: known} = find(request);
    const given = validate(changes, request.body ?? {}) as PublicationChanges;
    const after = given.visibility ?? before;
    publications.setAccess(ownerOf(request), id, {visibility: after, readers: after === "named" ? (given.readers ?? known) : []});
    response.json(toPublicationResource(find(request), publications, dataSets));
  });

  router.delete("/:id", described({summary: "Withdraw: its addresses say that it is gone", scope: "write", status: 204}), (request, response) => {
    publications.delete(ownerOf(request), find(request).id);
    response.status(204).end();
  });
  return router;
}
