/** Makes the notebook of a template and goes to it: opening it runs it, and the results stream in. */
import type {NewTemplateRun} from "#notebooks";
import {resources} from "../api/resources.ts";
import {navigate} from "../routes.ts";

export async function runTemplate(id: string, choice: NewTemplateRun): Promise<void> {
  const {notebook} = await resources.runTemplate(id, {...choice, run: false});
  navigate(`/notebooks/${notebook.id}`);
}
