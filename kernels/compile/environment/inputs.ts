/** The types of Observable Inputs: its names and options, with the type of each input's value. */

declare const inputValue: unique symbol;

/** An input that `view` shows; its value has this type. */
export interface Input<Value> {
  readonly [inputValue]: Value;
}

type Texts = readonly string[] | ReadonlySet<string>;
type Values<Value> = Iterable<Value> | ReadonlyMap<string, Value>;

interface LabelOptions {
  /** What stands before the input. */
  readonly label?: string;
  readonly disabled?: boolean;
  /** In pixels, or as CSS. */
  readonly width?: number | string;
}

interface ChoiceOptions<Value> extends Omit<LabelOptions, "disabled"> {
  /** True, or the choices that cannot be taken. */
  readonly disabled?: boolean | Iterable<Value>;
  /** How a choice is written; by default the key of a map's entry, or the value as text. */
  readonly format?: (value: never, index: number) => unknown;
  readonly keyof?: (value: never, index: number) => unknown;
  /** What a choice stands for. */
  readonly valueof?: (value: never, index: number) => Value;
  /** Sorts the choices: `true` or `"ascending"`, `"descending"`, or a comparator. */
  readonly sort?: boolean | "ascending" | "descending" | ((a: Value, b: Value) => number);
  readonly unique?: boolean;
  readonly size?: number;
}

interface RangeOptions extends LabelOptions {
  /** The value at the beginning; by default the middle of the range. */
  readonly value?: number;
  readonly step?: number;
  readonly placeholder?: string;
  /** A scale on which equal steps are equal: `Math.log`, `Math.log10`, `Math.log2` or `Math.sqrt`. */
  readonly transform?: (value: number) => number;
}

interface TextOptions extends LabelOptions {
  readonly value?: string;
  readonly placeholder?: string;
  readonly pattern?: string;
  readonly spellcheck?: boolean | string;
  readonly autocomplete?: boolean | string;
  readonly autocapitalize?: boolean | string;
  readonly datalist?: Texts;
  readonly min?: string | number;
  readonly max?: string | number;
  readonly minlength?: number;
  readonly maxlength?: number;
  readonly required?: boolean;
  readonly readonly?: boolean;
  /** True or a text for a button that takes the value over, instead of every key press. */
  readonly submit?: boolean | string;
}

interface TextAreaOptions extends TextOptions {
  readonly rows?: number;
  readonly resize?: boolean;
  readonly monospace?: boolean;
}

interface DateOptions extends LabelOptions {
  readonly value?: Date | string | number;
  readonly min?: Date | string | number;
  readonly max?: Date | string | number;
  readonly required?: boolean;
  readonly readonly?: boolean;
  readonly submit?: boolean | string;
}

interface SearchOptions extends LabelOptions {
  /** The words at the beginning. */
  readonly query?: string;
  readonly placeholder?: string;
  /** The columns to look in; by default all. */
  readonly columns?: Iterable<string>;
  /** Whether a row is found for the words; by default when each of them begins a word of the row. */
  readonly filter?: (query: string) => (row: never) => unknown;
  /** False: nothing is found as long as nothing is asked for. */
  readonly required?: boolean;
}

interface TableOptions extends Pick<LabelOptions, "width"> {
  /** The columns to show; by default all. */
  readonly columns?: Iterable<string>;
  /** Rows to show before scrolling. */
  readonly rows?: number;
  readonly height?: number;
  readonly maxHeight?: number;
  readonly maxWidth?: number;
  readonly sort?: string;
  readonly reverse?: boolean;
  readonly align?: {readonly [column: string]: "left" | "right" | "center"};
  readonly header?: {readonly [column: string]: string};
  readonly layout?: "auto" | "fixed";
}

type FormValue<Inputs> = {-readonly [Name in keyof Inputs]: Inputs[Name] extends Input<infer Value> ? Value : never};

/** Inputs for `view`: their names and options are those of Observable Inputs. */
export declare const Inputs: {
  /** A button; its value is the number of clicks, or what `reduce` makes of the value before. */
  button(content?: string, options?: LabelOptions & {readonly required?: boolean}): Input<number>;
  button<Value>(
    content: string,
    options: LabelOptions & {readonly value: Value; readonly reduce?: (value: Value) => Value; readonly required?: boolean},
  ): Input<Value>;
  /** Any number of choices. */
  checkbox<Value>(choices: Values<Value>, options?: ChoiceOptions<Value> & {readonly value?: Iterable<Value>}): Input<Value[]>;
  /** One choice, all of them shown. */
  radio<Value>(choices: Values<Value>, options?: ChoiceOptions<Value> & {readonly value?: Value | null}): Input<Value>;
  /** One choice from a menu, or several with `multiple`. */
  select<Value>(
    choices: Values<Value>,
    options: ChoiceOptions<Value> & {readonly value?: Iterable<Value>; readonly multiple: true | number},
  ): Input<Value[]>;
  select<Value>(choices: Values<Value>, options?: ChoiceOptions<Value> & {readonly value?: Value | null; readonly multiple?: false}): Input<Value>;
  /** On or off. */
  toggle(options?: LabelOptions & {readonly value?: boolean}): Input<boolean>;
  toggle<On, Off = On>(options: LabelOptions & {readonly value?: On | Off; readonly values: readonly [On, Off]}): Input<On | Off>;
  /** A slider over `[least, greatest]`, by default from 0 to 1. */
  range(extent?: readonly [least: number, greatest: number], options?: RangeOptions): Input<number>;
  /** A number, within an extent where one is given. */
  number(extent: readonly [least: number, greatest: number], options?: RangeOptions): Input<number>;
  number(options?: RangeOptions): Input<number>;
  /** A line of text. */
  text(options?: TextOptions): Input<string>;
  /** Lines of text. */
  textarea(options?: TextAreaOptions): Input<string>;
  /** An e-mail address. */
  email(options?: TextOptions): Input<string>;
  /** A telephone number. */
  tel(options?: TextOptions): Input<string>;
  /** An address on the web. */
  url(options?: TextOptions): Input<string>;
  /** A text that is not shown while it is written. */
  password(options?: TextOptions): Input<string>;
  /** A color, as `#rrggbb`. */
  color(options?: LabelOptions & {readonly value?: string; readonly datalist?: Texts; readonly required?: boolean}): Input<string>;
  /** A day. */
  date(options?: DateOptions): Input<Date | null>;
  /** A day and a time. */
  datetime(options?: DateOptions): Input<Date | null>;
  /** Finds rows by words; its value is the rows found. */
  search<Row extends object = {readonly [column: string]: unknown}>(rows: {objects(): Row[]}, options?: SearchOptions): Input<Row[]>;
  search<Row>(rows: Iterable<Row>, options?: SearchOptions): Input<Row[]>;
  /** A table that pages, sorts and filters; its value is the table. */
  table<Rows extends object>(rows: Rows, options?: TableOptions): Input<Rows>;
  /** Several inputs as one; its value is an array or an object of theirs. */
  form<const Given extends readonly Input<unknown>[] | {readonly [name: string]: Input<unknown>}>(inputs: Given): Input<FormValue<Given>>;
};
