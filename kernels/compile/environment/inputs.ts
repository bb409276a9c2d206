/** The types of Observable Inputs: its names and options, with the type of each input's value. */

declare const inputValue: unique symbol;

/** An input that `view` shows; its value has this type. */
export interface Input<Value> {
  readonly [inputValue]: Value;
}

type Texts = Iterable<string>;
type Values<Value> = Iterable<Value> | ReadonlyMap<string, Value>;

interface LabelOptions {
  /** What stands before the input. */
  readonly label?: string;
  readonly disabled?: boolean;
  /** In pixels, or as CSS. */
  readonly width?: number | string;
}

interface ChoiceOptions<Value> extends LabelOptions {
  /** How an option is written; by default the key of a map's entry, or the value as text. */
  readonly format?: (value: Value) => unknown;
  /** What an option stands for in an array of keys. */
  readonly keyof?: (value: never, index: number) => unknown;
  readonly valueof?: (value: never, index: number) => Value;
  /** Sorts the options: `true` or `"ascending"`, `"descending"`, or a comparator. */
  readonly sort?: boolean | "ascending" | "descending" | ((a: Value, b: Value) => number);
  readonly unique?: boolean;
  readonly locale?: string;
}

interface RangeOptions extends LabelOptions {
  /** The value at the beginning; by default the middle of the range. */
  readonly value?: number;
  readonly step?: number;
  readonly placeholder?: string;
  readonly format?: (value: number) => unknown;
  /** A monotonous function to a scale on which equal steps are equal, such as `Math.log`. */
  readonly transform?: (value: number) => number;
  readonly invert?: (value: number) => number;
}

interface TextOptions extends LabelOptions {
  readonly value?: string;
  readonly placeholder?: string;
  readonly pattern?: string;
  readonly spellcheck?: boolean | string;
  readonly autocomplete?: boolean | string;
  readonly autocapitalize?: boolean | string;
  readonly datalist?: Texts;
  readonly minlength?: number;
  readonly maxlength?: number;
  readonly required?: boolean;
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
  readonly submit?: boolean | string;
}

interface TableOptions<Row> {
  /** The columns to show; by default all. */
  readonly columns?: Iterable<string>;
  /** The rows chosen at the beginning. */
  readonly value?: Iterable<Row> | Row;
  readonly required?: boolean;
  readonly multiple?: boolean;
  /** Rows to show before scrolling. */
  readonly rows?: number;
  readonly sort?: string;
  readonly reverse?: boolean;
  readonly format?: {readonly [column: string]: (value: never, index: number) => unknown};
  readonly align?: {readonly [column: string]: "left" | "right" | "center"};
  readonly header?: {readonly [column: string]: unknown};
  readonly width?: number | {readonly [column: string]: number};
  readonly layout?: "auto" | "fixed";
  readonly select?: boolean;
}

type FormValue<Inputs> = {-readonly [Name in keyof Inputs]: Inputs[Name] extends Input<infer Value> ? Value : never};

/** Inputs for `view`: their names and options are those of Observable Inputs. */
export declare const Inputs: {
  /** A button; its value is the number of clicks, or what `reduce` makes of the value before. */
  button(content?: string, options?: LabelOptions & {readonly required?: boolean}): Input<number>;
  button<Value>(content: string, options: LabelOptions & {readonly value: Value; readonly reduce?: (value: Value) => Value; readonly required?: boolean}): Input<Value>;
  /** Any number of choices. */
  checkbox<Value>(options: Values<Value>, given?: ChoiceOptions<Value> & {readonly value?: Iterable<Value>}): Input<Value[]>;
  /** One choice, shown as a list of buttons. */
  radio<Value>(options: Values<Value>, given?: ChoiceOptions<Value> & {readonly value?: Value | null}): Input<Value>;
  /** One choice from a menu, or several with `multiple`. */
  select<Value>(options: Values<Value>, given: ChoiceOptions<Value> & {readonly value?: Iterable<Value>; readonly multiple: true | number; readonly size?: number}): Input<Value[]>;
  select<Value>(options: Values<Value>, given?: ChoiceOptions<Value> & {readonly value?: Value | null; readonly multiple?: false}): Input<Value>;
  /** On or off. */
  toggle(options?: LabelOptions & {readonly value?: boolean}): Input<boolean>;
  toggle<On, Off = On>(options: LabelOptions & {readonly value?: On | Off; readonly values: readonly [On, Off]}): Input<On | Off>;
  /** A slider over `[least, greatest]`, by default from 0 to 1. */
  range(extent?: readonly [least: number, greatest: number], options?: RangeOptions): Input<number>;
  /** A number, within an extent where one is given. */
  number(extent?: readonly [least: number, greatest: number], options?: RangeOptions): Input<number>;
  number(options: RangeOptions): Input<number>;
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
  color(options?: LabelOptions & {readonly value?: string; readonly datalist?: Texts}): Input<string>;
  /** A day. */
  date(options?: DateOptions): Input<Date | null>;
  /** A day and a time. */
  datetime(options?: DateOptions): Input<Date | null>;
  /** Finds rows by text; its value is the rows found. */
  search<Row>(
    rows: Iterable<Row>,
    options?: LabelOptions & {readonly query?: string; readonly placeholder?: string; readonly columns?: Iterable<string>; readonly required?: boolean},
  ): Input<Row[]>;
  /** A table whose rows can be chosen; its value is the rows chosen, or all. */
  table<Row = {readonly [column: string]: unknown}>(rows: Iterable<Row>, options?: TableOptions<Row>): Input<Row[]>;
  /** Several inputs as one; its value is an array or an object of theirs. */
  form<const Given extends readonly Input<unknown>[] | {readonly [name: string]: Input<unknown>}>(inputs: Given): Input<FormValue<Given>>;
};
