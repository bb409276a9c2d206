/** What a template declares of itself: its words, its parameters, and the data that it needs. */
import type {Json} from "#notebooks";

/** A column that the template needs of the data set, by the part it plays. */
export interface ColumnRole {
  /** The name by which the template's notebook knows the column. */
  readonly name: string;
  readonly role: "time" | "value" | "category" | "text";
  readonly description: string;
  readonly isRequired: boolean;
}

/** A value that a person may set before the run; it becomes the input of that name. */
export interface TemplateParameter {
  readonly name: string;
  readonly title: string;
  readonly type: "number" | "text" | "boolean" | "choice";
  readonly default: Json;
  /** For numbers: the extent. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** For choices: what can be chosen. */
  readonly choices?: readonly string[];
}

export interface TemplateManifest {
  /** Also the name of the template's folder. */
  readonly id: string;
  readonly title: string;
  /** A sentence or two on the question that it answers. */
  readonly description: string;
  readonly parameters: readonly TemplateParameter[];
  readonly columns: readonly ColumnRole[];
  /** Root of a run on the template's own sample with the default parameters, lower-case hexadecimal. */
  readonly expectedRoot: string;
}
