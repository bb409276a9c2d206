/** Parameters: values for inputs by the name that views them, turned into values by the input's key. */
import type {CompiledCell} from "#kernels/compile";
import {toInputKey, type InputKey, type InputValue, type Json} from "#notebooks";

/** The inputs of a notebook that have a name, in page order. */
export function findViewedNames(cells: readonly CompiledCell[]): Map<string, InputKey> {
  const names = new Map<string, InputKey>();
  for (const {id, viewNames} of cells) {
    viewNames.forEach((name, ordinal) => {
      if (name !== null && !names.has(name)) names.set(name, toInputKey(id, ordinal));
    });
  }
  return names;
}

/** Inputs by key from parameters by name. Throws a RangeError that lists the known names when one is unknown. */
export function applyParameters(
  parameters: {readonly [name: string]: Json},
  cells: readonly CompiledCell[],
): {readonly [key: InputKey]: InputValue} {
  const known = findViewedNames(cells);
  const inputs: {[key: InputKey]: InputValue} = {};
  for (const [name, value] of Object.entries(parameters)) {
    const key = known.get(name);
    if (key === undefined) {
      const list = known.size === 0 ? "the notebook views no input by a name" : `known are ${[...known.keys()].join(", ")}`;
      throw new RangeError(`parameter names an input that a cell views, got ${JSON.stringify(name)}; ${list}`);
    }
    inputs[key] = value;
  }
  return inputs;
}
