/** The part of Observable Inputs that the workspace uses; the package has no types of its own. */
declare module "@observablehq/inputs" {
  type InputElement = HTMLElement & {value: unknown};
  type Options = {readonly [name: string]: unknown};

  export function button(content: unknown, options?: Options): InputElement;
  export function checkbox(data: readonly unknown[], options?: Options): InputElement;
  export function color(options?: Options): InputElement;
  export function date(options?: Options): InputElement;
  export function datetime(options?: Options): InputElement;
  export function email(options?: Options): InputElement;
  export function number(extent: readonly (number | null)[], options?: Options): InputElement;
  export function password(options?: Options): InputElement;
  export function radio(data: readonly unknown[], options?: Options): InputElement;
  export function range(extent: readonly (number | null)[], options?: Options): InputElement;
  export function search(data: readonly unknown[], options?: Options): InputElement & {query: string};
  export function select(data: readonly unknown[], options?: Options): InputElement;
  export function table(data: readonly unknown[], options?: Options): InputElement;
  export function tel(options?: Options): InputElement;
  export function text(options?: Options): InputElement;
  export function textarea(options?: Options): InputElement;
  export function toggle(options?: Options): InputElement;
  export function url(options?: Options): InputElement;
}
