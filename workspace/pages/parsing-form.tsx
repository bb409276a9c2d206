/** What was found about the file's form, as fields that can be corrected. */
import type {ComponentChildren} from "preact";
import type {Parsing} from "#notebooks";

const delimiters: readonly (readonly [string, string])[] = [[",", "comma"], [";", "semicolon"], ["\t", "tab"], ["|", "bar"], [" ", "space"], [":", "colon"]];
const encodings: readonly (readonly [string, string])[] = [["utf-8", "UTF-8"], ["utf-16le", "UTF-16 little-endian"], ["utf-16be", "UTF-16 big-endian"], ["windows-1252", "Windows-1252"]];

type Csv = Extract<Parsing, {format: "csv"}>;

export function ParsingForm({parsing, change}: {parsing: Parsing; change: (parsing: Parsing) => void}) {
  switch (parsing.format) {
    case "csv":
      return <CsvForm parsing={parsing} change={change} />;
    case "json":
      return (
        <div class="parsing">
          <Fact label="Format">{parsing.shape === "array" ? "JSON, an array" : "JSON, a value a line"}</Fact>
          <Fact label="Compression">{parsing.compression}</Fact>
        </div>
      );
    case "text":
      return (
        <div class="parsing">
          <Fact label="Format">text, lines</Fact>
          <Choice label="Encoding" value={parsing.encoding} options={encodings} change={(encoding) => change({...parsing, encoding: encoding as typeof parsing.encoding})} />
          <Fact label="Compression">{parsing.compression}</Fact>
        </div>
      );
    default:
      return <div class="parsing"><Fact label="Format">{parsing.format === "parquet" ? "Parquet: its types are in the file" : "Arrow: its types are in the file"}</Fact></div>;
  }
}

function CsvForm({parsing, change}: {parsing: Csv; change: (parsing: Parsing) => void}) {
  const set = (changes: Partial<Csv>) => change({...parsing, ...changes});
  return (
    <div class="parsing">
      <Choice label="Delimiter" value={parsing.delimiter} options={known(delimiters, parsing.delimiter)} change={(delimiter) => set({delimiter})} />
      <Choice label="Quote" value={parsing.quote} options={[['"', 'double "'], ["'", "single '"], ["", "none"]]} change={(quote) => set({quote})} />
      <Choice label="First line" value={String(parsing.header)} options={[["true", "names of columns"], ["false", "data"]]} change={(header) => set({header: header === "true"})} />
      <label class="field">
        Lines before it
        <input class="input compact" type="number" min={0} step={1} value={parsing.skipLines} onInput={(event) => set({skipLines: Math.max(0, Math.round(event.currentTarget.valueAsNumber || 0))})} />
      </label>
      <Choice label="Encoding" value={parsing.encoding} options={encodings} change={(encoding) => set({encoding: encoding as Csv["encoding"]})} />
      <Choice label="Decimal mark" value={parsing.decimalMark} options={[[".", "point 1.5"], [",", "comma 1,5"]]} change={(mark) => set({decimalMark: mark as Csv["decimalMark"]})} />
      <Choice label="Thousands mark" value={parsing.thousandsMark} options={[["", "none"], [",", "comma 1,000"], [".", "point 1.000"], [" ", "space 1 000"], ["'", "apostrophe 1'000"]]} change={(mark) => set({thousandsMark: mark as Csv["thousandsMark"]})} />
      <label class="field">
        Also missing
        <input
          class="input compact"
          value={parsing.missing.join(", ")}
          placeholder="only empty fields"
          spellcheck={false}
          onChange={(event) => set({missing: event.currentTarget.value.split(",").map((mark) => mark.trim()).filter(Boolean)})}
        />
      </label>
    </div>
  );
}

/** The options with the present value among them, however unusual. */
function known(options: readonly (readonly [string, string])[], value: string): readonly (readonly [string, string])[] {
  return options.some(([option]) => option === value) ? options : [...options, [value, JSON.stringify(value)]];
}

function Choice({label, value, options, change}: {label: string; value: string; options: readonly (readonly [string, string])[]; change: (value: string) => void}) {
  return (
    <label class="field">
      {label}
      <select class="select compact" value={value} onChange={(event) => change(event.currentTarget.value)}>
        {options.map(([option, words]) => <option key={option} value={option}>{words}</option>)}
      </select>
    </label>
  );
}

function Fact({label, children}: {label: string; children: ComponentChildren}) {
  return <div class="field"><span>{label}</span><span class="quiet">{children}</span></div>;
}
