/** The elements of Observable Inputs, made from what the sandbox sends, and how their values are read and set. */
import * as Inputs from "@observablehq/inputs";
import type {InputDisplay, InputValue} from "#notebooks";
import {toElementValue, toExtent, toInputValue, toLabels} from "./input-values.ts";

export interface DrawnInput {
  readonly element: HTMLElement;
  /** Undefined while the form is not valid. */
  read(): InputValue | undefined;
  write(value: InputValue): void;
}

/** Null for kinds that the browser does not draw. */
export function drawInput({kind, argument, options, value}: InputDisplay): DrawnInput | null {
  const element = make(kind, argument, {...options, value: toElementValue(kind, value)});
  if (!element) return null;
  nameControls(element, typeof options["label"] === "string" ? options["label"] : kind);
  const searched = kind === "search" ? element.querySelector("input") : null;
  return {
    element,
    read: () => (searched ? searched.value : toInputValue(element.value)),
    write(to) {
      if (searched) (element as unknown as {query: unknown}).query = to ?? "";
      else element.value = toElementValue(kind, to);
    },
  };
}

type Options = {readonly [name: string]: unknown};

function make(kind: InputDisplay["kind"], argument: InputDisplay["argument"], options: Options): (HTMLElement & {value: unknown}) | null {
  if (kind === "select" || kind === "radio" || kind === "checkbox") {
    const labels = toLabels(argument);
    const indexes = labels.map((_, index) => index);
    const {sort: _sort, unique: _unique, ...others} = options;
    const choice = {...others, format: (index: number) => labels[index]};
    if (kind === "select") return Inputs.select(indexes, choice);
    return kind === "radio" ? Inputs.radio(indexes, choice) : Inputs.checkbox(indexes, choice);
  }
  switch (kind) {
    case "button": {
      const count = (before: unknown) => Number(before ?? 0) + 1;
      const labels = toLabels(argument);
      return labels.length > 1 ? Inputs.button(labels.map((label) => [label, count]), options) : Inputs.button(labels[0] ?? "Run", {...options, reduce: count});
    }
    case "range":
      return Inputs.range(toExtent(argument), options);
    case "number":
      return Inputs.number(toExtent(argument), options);
    case "search": {
      const {value, ...others} = options;
      return Inputs.search([], {format: () => "", ...others, query: typeof value === "string" ? value : ""});
    }
    case "table":
    case "file":
    case "form":
      return null;
    default:
      return Inputs[kind](options);
  }
}

/** A range has a number and a slider for one label; each control gets a name. */
function nameControls(element: HTMLElement, name: string): void {
  for (const control of element.querySelectorAll("input, select, textarea")) {
    const isLabelled = control.closest("label") ?? (control.id !== "" && element.querySelector(`label[for="${CSS.escape(control.id)}"]`));
    if (!isLabelled) control.setAttribute("aria-label", name);
  }
}
