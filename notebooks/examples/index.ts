/** The example notebooks and the real data that they read, for the server and for tests. */
import {existsSync, readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {cardPictures, type CardPicture} from "../card-picture.ts";
import examples from "./examples.json" with {type: "json"};

export interface ExampleNotebook {
  /** Also the name of the notebook's file, without `.html`. */
  readonly id: string;
  readonly title: string;
  /** What it shows, in a sentence or two. */
  readonly description: string;
  readonly picture: CardPicture;
  /** The notebook's file. */
  readonly text: string;
  readonly data: readonly ExampleData[];
}

export interface ExampleData {
  /** What the notebook's `data("name")` takes. */
  readonly name: string;
  readonly fileName: string;
  /** Where the file lies: in the folder `data` beside this file, or a data set of the package vega-datasets. */
  readonly path: string;
}

/** The examples in the order in which they teach. */
export function exampleNotebooks(): readonly ExampleNotebook[] {
  const folder = dirname(fileURLToPath(import.meta.url));
  const packageFolder = join(dirname(dirname(createRequire(import.meta.url).resolve("vega-datasets"))), "data");
  return examples.map(({id, title, description, picture, data}) => ({
    id,
    title,
    description,
    picture: toPicture(id, picture),
    text: readFileSync(join(folder, `${id}.html`), "utf8"),
    data: data.map(({name, file}) => ({name, fileName: file, path: existsSync(join(folder, "data", file)) ? join(folder, "data", file) : join(packageFolder, file)})),
  }));
}

/** The JSON's text as one of the pictures; throws for another, with the example's name. */
function toPicture(id: string, named: string): CardPicture {
  const picture = cardPictures.find((each) => each === named);
  if (picture === undefined) throw new TypeError(`the picture of an example is one of ${cardPictures.join(", ")}, got ${named} for ${id}`);
  return picture;
}
