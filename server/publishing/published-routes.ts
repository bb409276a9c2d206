/** The routes of readers: what an edition is, running it again, and making a copy of it. */
import {Router} from "express";
import type {Request} from "express";
import type {Parsing, RunContent} from "#notebooks";
import {ownerOf} from "../accounts/sign-in.ts";
import type {DataSetStore} from "../data-sets/data-set-store.ts";
import {described} from "../http/described.ts";
import {editionSchema, notebookSchema, verificationSchema} from "../http/resources.ts";
import {importNotebook} from "../notebooks/import-notebook.ts";
import type {NotebookStore} from "../notebooks/notebook-store.ts";
import type {Reader} from "../reader/reader.ts";
import type {Files} from "../store/files.ts";
import {findPublished} from "./access.ts";
import type {FoundEdition} from "./access.ts";
import type {PublicationStore} from "./publication-store.ts";
import {toEditionResource} from "./publication-resource.ts";
import type {Verification} from "./verification.ts";

interface Parts {
  readonly publications: PublicationStore;
  readonly verification: Verification;
  readonly notebooks: NotebookStore;
  readonly dataSets: DataSetStore;
  readonly files: Files;
  readonly reader: Reader;
}

type Address = {slug: string; root: string};

export function publishedRoutes(parts: Parts): Router {
  const {publications, verification, dataSets, files} = parts;
  const router = Router();
  const find = (request: Request<Address>): FoundEdition => findPublished(publications, request.params.slug, request.params.root, request.user);

  const describing = {summary: "One edition of what is published", scope: "read", isOpen: true, answer: editionSchema} as const;
  router.get("/:slug/:root", described(describing), (request: Request<Address>, response) => {
    const {publication, edition} = find(request);
    response.json(toEditionResource(publication, edition, dataSets));
  });

  const verifying = {summary: "Run an edition again and compare every digest", scope: "run", isOpen: true, answer: verificationSchema} as const;
  router.post("/:slug/:root/verification", described(verifying), async (request: Request<Address>, response) => {
    const {publication, edition} = find(request);
    response.json(await verification.verify(publication, edition, request.ip ?? ""));
  });

  const copying = {summary: "Make a notebook of one's own from an edition, with its data where the author published it", scope: "write"} as const;
  router.post("/:slug/:root/copies", described({...copying, status: 201, answer: notebookSchema}), async (request: Request<Address>, response) => {
    const owner = ownerOf(request);
    const {edition} = find(request);
    const {notebook, record} = JSON.parse((await files.read(edition.content)).toString("utf8")) as RunContent;
    const published = edition.includesData ? edition.data : [];
    const data = await Promise.all(
      published.map(async ({name, fileName, file, parsing}) => ({name, fileName, parsing: parsing as Parsing, bytes: new Uint8Array(await files.read(file))})),
    );
    const title = `Copy of ${notebook.title || "Untitled"}`.slice(0, 300);
    const copy = await importNotebook(owner, {notebook: {...notebook, title}, record, original: null, data}, parts);
    response.status(201).location(`/api/notebooks/${copy.id}`).json(copy);
  });

  return router;
}

