/** What is done with templates: which there are, how they go with a data set, the notebook of a choice, and making one of a notebook. */
import {canPlay, findDataName, fromNotebook, guessColumns, instantiate, libraryTemplates, TemplateChoiceError} from "#templates";
import type {LibraryTemplate, TemplateSample} from "#templates";
import type {ChosenColumns, Notebook, NotebookSummary, TemplateOffer, TemplateSummary} from "#notebooks";
import type {DataSet, DataSetStore} from "../data-sets/data-set-store.ts";
import {Problem, notFound} from "../http/problem.ts";
import {replay} from "../notebooks/document.ts";
import type {NotebookStore} from "../notebooks/notebook-store.ts";
import type {OwnerId} from "../store/schema.ts";
import type {KnownTemplate, TemplateStore} from "./template-store.ts";

/** What a person, or a program, chose; what is left out is guessed or has its default. */
export interface TemplateChoices {
  readonly dataSet: DataSet | null;
  readonly columns?: ChosenColumns | undefined;
  readonly parameters?: {readonly [name: string]: unknown} | undefined;
  readonly title?: string | undefined;
}

export interface TemplateDesk {
  list(owner: OwnerId): TemplateSummary[];
  /** Throws the problem `not-found`. */
  find(owner: OwnerId, id: string): TemplateSummary;
  /** The sample of a template of the program. Throws a problem when it has none. */
  sample(owner: OwnerId, id: string): TemplateSample;
  /** Every template and how it would go with a data set: those that can be used first. */
  offers(owner: OwnerId, dataSet: DataSet): TemplateOffer[];
  /** Makes the notebook of a choice. Throws a problem that names the column or the parameter that is wrong, and keeps nothing then. */
  make(owner: OwnerId, id: string, choices: TemplateChoices): {readonly notebook: NotebookSummary; readonly columns: ChosenColumns};
  /** Makes a template of one's own notebook as it is now. */
  create(owner: OwnerId, notebook: string, words: {readonly title?: string | undefined; readonly description?: string | undefined}): TemplateSummary;
  /** Deletes one's own template; those of the program stay. Notebooks that were made of it stay too. */
  delete(owner: OwnerId, id: string): boolean;
}

interface Parts {
  readonly templates: TemplateStore;
  readonly notebooks: NotebookStore;
  readonly dataSets: DataSetStore;
}

export function createTemplateDesk({templates, notebooks, dataSets}: Parts): TemplateDesk {
  const library = libraryTemplates();

  const findKnown = (owner: OwnerId, id: string): KnownTemplate & {readonly sample: TemplateSample | null; readonly summary: TemplateSummary} => {
    const ready = library.find(({manifest}) => manifest.id === id);
    if (ready) return {...ready, summary: toLibrarySummary(ready)};
    const own = templates.find(owner, id);
    if (!own) throw notFound("template");
    return {...own, sample: null, summary: toOwnSummary(own)};
  };

  const list = (owner: OwnerId): TemplateSummary[] => [...library.map(toLibrarySummary), ...templates.list(owner).map(toOwnSummary)];

  function make(owner: OwnerId, id: string, {dataSet, columns: given = {}, parameters = {}, title}: TemplateChoices): ReturnType<TemplateDesk["make"]> {
    const {manifest, notebook: template, summary} = findKnown(owner, id);
    const offer = dataSet && toOffer(summary, dataSet);
    const columns = {...offer?.columns, ...given};
    if (dataSet && offer) {
      const misfit = findMisfit(manifest.needs, dataSet);
      if (misfit !== null) throw refusal("dataSet", misfit);
      refuseWrongColumns(given, offer, dataSet);
    }
    const wanted = title ?? (dataSet ? `${manifest.title}: ${dataSet.name}`.slice(0, 300) : manifest.title);
    const data = dataSet && manifest.needs !== "nothing" ? {name: dataSet.name, digest: dataSet.inspection.digest} : null;
    const notebook = chosen(() => instantiate(manifest, template, {data, columns, parameters, title: wanted}));
    const nextCellId = Math.max(0, ...notebook.cells.map((cell) => cell.id)) + 1;
    return {notebook: notebooks.create(owner, {notebook, nextCellId, inputs: {}, template: id}), columns};
  }

  function create(owner: OwnerId, id: string, words: {readonly title?: string | undefined; readonly description?: string | undefined}): TemplateSummary {
    const stored = notebooks.load(owner, id);
    if (!stored) throw notFound("notebook");
    const {notebook} = replay(stored);
    const dataSet = findRead(owner, notebook);
    const data = dataSet && {format: formatOf(dataSet), columns: dataSet.inspection.columns};
    const found = fromNotebook(notebook, data);
    const title = words.title ?? notebook.title;
    const description = words.description ?? `Made of the notebook ${notebook.title}.`;
    return toOwnSummary(templates.create(owner, {...found.manifest, title, description, picture: "own"}, found.notebook));
  }

  /** The data set that a notebook reads; null when it reads none. Throws a problem when it is not there, or there are several. */
  function findRead(owner: OwnerId, notebook: Notebook): DataSet | null {
    let name: string | null;
    try {
      name = findDataName(notebook);
    } catch (error) {
      if (error instanceof RangeError) throw new Problem("invalid-request", error.message, {cause: error, fields: {notebook: error.message}});
      throw error;
    }
    if (name === null) return null;
    const pinned = notebook.data.find((reference) => reference.name === name)?.digest ?? null;
    const found = (pinned === null ? null : dataSets.findByDigest(owner, pinned)) ?? dataSets.findByName(owner, name);
    if (!found) throw refusal("notebook", `the notebook reads the data set ${JSON.stringify(name)}, which is not there`);
    return found;
  }

  return {
    list,
    find: (owner, id) => findKnown(owner, id).summary,
    sample(owner, id) {
      const {sample} = findKnown(owner, id);
      if (!sample) throw refusal("sample", "the template has no sample");
      return sample;
    },
    offers: (owner, dataSet) => {
      const offers = list(owner).filter(({needs}) => needs !== "nothing").map((template) => toOffer(template, dataSet));
      return [...offers.filter(({lacks}) => lacks === null), ...offers.filter(({lacks}) => lacks !== null)];
    },
    make,
    create,
    delete: (owner, id) => templates.delete(owner, id),
  };
}

const toLibrarySummary = ({manifest, sample}: LibraryTemplate): TemplateSummary => ({...manifest, isOwn: false, hasSample: sample !== null});
const toOwnSummary = ({manifest}: KnownTemplate): TemplateSummary => ({...manifest, isOwn: true, hasSample: false});

const formatOf = ({inspection}: DataSet): "table" | "text" => (inspection.parsing.format === "text" ? "text" : "table");

function toOffer(template: TemplateSummary, dataSet: DataSet): TemplateOffer {
  const {columns: roles, needs} = template;
  const {columns, rows} = dataSet.inspection;
  const known = formatOf(dataSet) === "table" ? columns : [];
  const guess = guessColumns(roles, known, rows);
  const candidates = Object.fromEntries(roles.map(({name, role}) => [name, known.filter((column) => canPlay(role, column)).map((column) => column.name)]));
  const missing = roles.find(({name, isRequired}) => isRequired && guess[name] === null);
  const lacks = findMisfit(needs, dataSet) ?? (missing ? `it has no column for ${missing.title}: ${missing.description}` : null);
  return {template, columns: guess, candidates, lacks};
}

/** Why a data set is of the wrong kind; null when it is not. */
function findMisfit(needs: TemplateSummary["needs"], dataSet: DataSet): string | null {
  if (needs === "nothing" || needs === formatOf(dataSet)) return null;
  return needs === "text" ? "the template reads the lines of a text, and this is a table" : "the template reads a table, and this is a text";
}

function refuseWrongColumns(given: ChosenColumns, {candidates}: TemplateOffer, dataSet: DataSet): void {
  for (const [role, column] of Object.entries(given)) {
    const possible = candidates[role];
    if (column === null || possible === undefined || possible.includes(column)) continue;
    const isThere = dataSet.inspection.columns.some(({name}) => name === column);
    const list = possible.map((name) => JSON.stringify(name)).join(", ") || "none of its columns";
    throw refusal(role, `${isThere ? `the column ${JSON.stringify(column)} is of another type` : `the data set has no column ${JSON.stringify(column)}`}; ${role} can be ${list}`);
  }
}

function chosen<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof TemplateChoiceError) throw refusal(error.field, error.message, error);
    throw error;
  }
}

function refusal(field: string, message: string, cause?: unknown): Problem {
  return new Problem("invalid-request", message, {cause, fields: {[field]: message}});
}
