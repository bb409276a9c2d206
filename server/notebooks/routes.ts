/** The routes of notebooks and examples: list, make, one, delete, and the file with its record and data. */
import {Router} from "express";
import type {Request} from "express";
import {z} from "zod";
import type {NewNotebook, NotebookSummary} from "#notebooks";
import {described} from "../http/described.ts";
import {notFound} from "../http/problem.ts";
import {notebookSchema} from "../http/resources.ts";
import {isControlCharacter, validate} from "../http/validate.ts";
import {ownerOf} from "../accounts/sign-in.ts";
import type {OwnerId} from "../store/schema.ts";
import type {Exporter} from "./exporter.ts";
import type {Maker} from "./maker.ts";
import type {NotebookStore} from "./notebook-store.ts";

interface Parts {
  readonly notebooks: NotebookStore;
  readonly maker: Pick<Maker, "make">;
  readonly exporter: Exporter;
  /** Closes the sockets and the session of a notebook that is being deleted. */
  deleted(owner: OwnerId, id: string): Promise<void>;
}

const title = z
  .string("must be text")
  .max(300, "must have at most 300 characters")
  .refine((text) => !isControlCharacter.test(text), "must not have control characters");
const id = z.string("must be text").max(100, "must have at most 100 characters");
const newNotebook = z
  .strictObject({
    title: title.optional(),
    example: id.optional(),
    copyOf: id.optional(),
    file: z.string("must be text").optional(),
    dataSet: id.optional(),
  })
  .refine(({example, copyOf, file, dataSet}) => [example, copyOf, file, dataSet].filter((given) => given !== undefined).length <= 1, {
    error: "give at most one of example, copyOf, file and dataSet",
  });
const flag = z.enum(["0", "1"], "must be 0 or 1").default("0");
const fileQuery = z.strictObject({format: z.enum(["html", "ipynb"], "must be html or ipynb").default("html"), record: flag, data: flag}).refine(
  ({format, record, data}) => format === "html" || (record === "0" && data === "0"),
  {error: "a file for Jupyter holds neither record nor data"},
);

export function notebookRoutes({notebooks, maker, exporter, deleted}: Parts): Router {
  const router = Router();

  const find = (request: Request<{id: string}>): NotebookSummary => {
    const notebook = notebooks.find(ownerOf(request), request.params.id);
    if (!notebook) throw notFound("notebook");
    return notebook;
  };

  router.get("/", described({summary: "The notebooks, newest first", scope: "read", answer: z.array(notebookSchema)}), (request, response) => {
    response.json(notebooks.list(ownerOf(request)));
  });

  const making = {summary: "Make a notebook: empty, a copy, from an example, a file's text or a data set", scope: "write"} as const;
  router.post("/", described({...making, body: newNotebook, status: 201, answer: notebookSchema}), async (request, response) => {
    const owner = ownerOf(request);
    const summary = await maker.make(owner, validate(newNotebook, request.body ?? {}) as NewNotebook);
    response.status(201).location(`/api/notebooks/${summary.id}`).json(summary);
  });

  router.get("/:id", described({summary: "One notebook", scope: "read", answer: notebookSchema}), (request, response) => {
    response.json(find(request));
  });

  const file = {summary: "The notebook's file, or Jupyter's", scope: "read", query: fileQuery, answerType: "application/octet-stream"} as const;
  router.get("/:id/file", described(file), async (request, response) => {
    const notebook = find(request);
    const {format, record, data} = validate(fileQuery, request.query, "query");
    const owner = ownerOf(request);
    const text =
      format === "ipynb"
        ? exporter.writeJupyter(owner, notebook.id)
        : await exporter.writeFile(owner, notebook.id, {record: record === "1", data: data === "1"});
    response.attachment(`${toFileName(notebook.title)}.${format}`).type("application/octet-stream").send(text);
  });

  router.delete("/:id", described({summary: "Delete a notebook with its results", scope: "write", status: 204}), async (request, response) => {
    const {id: notebook} = find(request);
    const owner = ownerOf(request);
    await deleted(owner, notebook);
    notebooks.delete(owner, notebook);
    response.status(204).end();
  });

  return router;
}

function toFileName(text: string): string {
  return text.toLowerCase().replace(/[^\p{Letter}\p{Number}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 80) || "notebook";
}
