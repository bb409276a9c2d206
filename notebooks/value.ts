/** Plain values: what JSON can carry, and the parameters and inputs of a run. */

export type Json = null | boolean | number | string | readonly Json[] | {readonly [key: string]: Json};

/** The value of an input, as the browser sends it: JSON, with dates written `{"$date": milliseconds}`. */
export type InputValue = Json;

/** An input's key: the cell's id and the ordinal of the `view` call in that cell, as `"3/0"`. */
export type InputKey = string;

export function toInputKey(cell: number, ordinal: number): InputKey {
  return `${cell}/${ordinal}`;
}
