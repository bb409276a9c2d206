/** A template: what a one-click analysis declares of itself, and what over HTTP is told of it and asked of it. */
import type {NotebookSummary} from "./api.ts";
import type {CardPicture} from "./card-picture.ts";
import type {RunSummary} from "./run.ts";
import type {Json} from "./value.ts";

export type ColumnRoleKind = "time" | "value" | "category" | "text";

/** A column that the template needs of the data set, by the part it plays. */
export interface ColumnRole {
  /** The name by which the template's notebook knows the column: a cell `const NAME = "column";` holds it. */
  readonly name: string;
  readonly role: ColumnRoleKind;
  readonly title: string;
  readonly description: string;
  readonly isRequired: boolean;
}

/** A value that a person may set before the run; it becomes the input of that name. */
export interface TemplateParameter {
  /** The name of the input: a cell `const NAME = view(…);` holds it. */
  readonly name: string;
  readonly title: string;
  readonly type: "number" | "text" | "boolean" | "choice";
  readonly default: Json;
  /** For numbers: the extent, and the distance between two values of the slider. */
  readonly minimum?: number;
  readonly maximum?: number;
  readonly step?: number;
  /** For choices: what can be chosen. */
  readonly choices?: readonly string[];
}

export interface TemplateManifest {
  /** For the templates of the program also the name of the folder. */
  readonly id: string;
  readonly title: string;
  /** A sentence or two on the question that it answers. */
  readonly description: string;
  readonly picture: CardPicture;
  /** What the data set must be: a table, a text (lines of a log), or nothing when the template makes its own numbers. */
  readonly needs: "table" | "text" | "nothing";
  readonly parameters: readonly TemplateParameter[];
  readonly columns: readonly ColumnRole[];
}

/** The column of each role by the role's name; null where nothing fits or nothing is wanted. */
export type ChosenColumns = {readonly [role: string]: string | null};

/** An entry of `GET /api/templates`: those of the program first, then one's own. */
export interface TemplateSummary extends TemplateManifest {
  /** Whether it was made of one of the account's own notebooks, and can be deleted. */
  readonly isOwn: boolean;
  /** Whether it comes with a sample that it can be tried on. */
  readonly hasSample: boolean;
}

/** An entry of `GET /api/data-sets/:id/templates`: how a template would go with a data set. */
export interface TemplateOffer {
  readonly template: TemplateSummary;
  /** The guess; every required role has a column when `lacks` is null. */
  readonly columns: ChosenColumns;
  /** By role, the columns that can play it. */
  readonly candidates: {readonly [role: string]: readonly string[]};
  /** What the data set lacks for this template, in words; null when it can be used. */
  readonly lacks: string | null;
}

/** `POST /api/templates/:id/runs`. Columns that are not named are guessed, parameters that are not named have their default. */
export interface NewTemplateRun {
  /** Id of a data set; absent for a template that needs none. */
  readonly dataSet?: string;
  /** True takes the template's own sample, which becomes a data set. */
  readonly sample?: boolean;
  readonly columns?: ChosenColumns;
  readonly parameters?: {readonly [name: string]: Json};
  readonly title?: string;
  /** False makes the notebook and leaves running it to whoever opens it; true when absent. */
  readonly run?: boolean;
}

/** The answer (201): an ordinary notebook, and the run that was started of it. */
export interface TemplateRun {
  readonly notebook: NotebookSummary;
  readonly run: RunSummary | null;
  readonly columns: ChosenColumns;
}

/** `POST /api/templates`: makes a template of one's own notebook. */
export interface NewTemplate {
  readonly notebook: string;
  readonly title?: string;
  readonly description?: string;
}
