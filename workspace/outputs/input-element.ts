/** The elements of Observable Inputs, made from what the sandbox sends, and how their values are read and set. */
import * as Inputs from "@observablehq/inputs";
import type {InputDisplay, InputValue, Json} from "#notebooks";
import {toElementValue, toExtent, toInputValue, toLabels} from "./input-values.ts";

export interface DrawnInput {
  readonly element: HTMLElement;
  /** Undefined while the form is not valid. */
  read(): InputValue | undefined;
  write(value: InputValue): void;
}

export type InputShape = Pick<InputDisplay, "kind" | "argument" | "options" | "value">;

/** Null for kinds that the browser does not draw. */
export function drawInput(shape: InputShape): DrawnInput | null {
  if (shape.kind === "form") return drawForm(shape);
  const {kind, options, value} = shape;
  const element = make(shape, {...options, value: toElementValue(kind, value)});
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

const transforms: {readonly [name: string]: (value: number) => number} = {log: Math.log, log2: Math.log2, log10: Math.log10, sqrt: Math.sqrt};

function make({kind, argument}: InputShape, options: Options): (HTMLElement & {value: unknown}) | null {
  switch (kind) {
    case "select":
    case "radio":
    case "checkbox": {
      const labels = toLabels(argument);
      const indexes = labels.map((_, index) => index);
      return Inputs[kind](indexes, {...options, format: (index: number) => labels[index]});
    }
    case "button":
      return Inputs.button(toLabels(argument)[0] ?? "Run", {...options, reduce: (before: unknown) => Number(before ?? 0) + 1});
    case "range": {
      const transform = typeof options["transform"] === "string" ? transforms[options["transform"]] : undefined;
      return Inputs.range(toExtent(argument), {...options, transform});
    }
    case "number":
      return Inputs.number(toExtent(argument), options);
    case "date":
    case "datetime":
      return Inputs[kind]({...options, min: toDate(options["min"]), max: toDate(options["max"])});
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

interface FormPart extends InputShape {
  readonly name: string;
}

/** Several inputs one below the other; holds an array, or an object by their names. */
function drawForm({argument, options, value}: InputShape): DrawnInput {
  const parts = (Array.isArray(argument) ? argument : []) as unknown as readonly FormPart[];
  const isList = options["isList"] === true;
  const held = (whole: InputValue, name: string): Json | undefined => (typeof whole === "object" && whole !== null ? (whole as {readonly [name: string]: Json})[name] : undefined);
  const element = document.createElement("div");
  element.className = "input-form";
  const drawn = parts.flatMap((part) => {
    const input = drawInput({...part, value: held(value, part.name) ?? part.value});
    if (!input) return [];
    element.append(input.element);
    return [{name: part.name, input}];
  });
  return {
    element,
    read() {
      const values = drawn.map(({name, input}) => [name, input.read() ?? null] as const);
      return isList ? values.map(([, part]) => part) : Object.fromEntries(values);
    },
    write(to) {
      for (const {name, input} of drawn) {
        const part = held(to, name);
        if (part !== undefined) input.write(part);
      }
    },
  };
}

function toDate(value: unknown): Date | undefined {
  return typeof value === "string" ? new Date(value) : undefined;
}

/** A range has a number and a slider for one label; each control gets a name. */
function nameControls(element: HTMLElement, name: string): void {
  for (const control of element.querySelectorAll("input, select, textarea")) {
    const isLabelled = control.closest("label") ?? (control.id !== "" && element.querySelector(`label[for="${CSS.escape(control.id)}"]`));
    if (!isLabelled) control.setAttribute("aria-label", name);
  }
}
