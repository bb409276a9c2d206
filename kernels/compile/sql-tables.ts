/** The tables that a SQL query reads, found by looking at its words: enough to know what a cell depends on before the query runs. */

export interface SqlTable {
  readonly name: string;
  /** Offsets in the text. */
  readonly from: number;
  readonly to: number;
}

/** Words that begin a query in brackets. */
const queryWords: ReadonlySet<string> = new Set(["SELECT", "WITH", "VALUES", "FROM", "PIVOT", "UNPIVOT", "SUMMARIZE", "DESCRIBE", "TABLE"]);

interface Token {
  readonly type: "word" | "quoted" | "symbol" | "placeholder";
  /** Words in upper case, quoted names without their quotes. */
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

const pattern =
  /(--[^\n]*|\/\*[^]*?(?:\*\/|$)|\s+)|('(?:[^']|'')*'?|\$([\p{ID_Continue}]*)\$[^]*?\$\3\$)|"((?:[^"]|"")*)"|(\$\{|\$\d+)|([\p{ID_Start}_][\p{ID_Continue}$]*)|([0-9.]+(?:e[+-]?\d+)?|.)/giu;

/** Words after a table's name that are not its alias. */
const clauseWords: ReadonlySet<string> = new Set([
  "WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET", "QUALIFY", "WINDOW", "UNION", "EXCEPT", "INTERSECT", "SELECT", "SAMPLE", "USING", "ON",
  "JOIN", "LEFT", "RIGHT", "FULL", "INNER", "OUTER", "CROSS", "NATURAL", "ASOF", "POSITIONAL", "SEMI", "ANTI", "TABLESAMPLE", "PIVOT", "UNPIVOT",
  "FROM", "SET", "VALUES", "FETCH", "FOR",
]);
/** Functions that write `FROM` between their arguments. */
const fromFunctions: ReadonlySet<string> = new Set(["EXTRACT", "SUBSTRING", "TRIM", "OVERLAY", "POSITION", "LTRIM", "RTRIM"]);
/** Words that end the list of tables after FROM. */
const listEnds: ReadonlySet<string> = new Set([
  "WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET", "QUALIFY", "WINDOW", "UNION", "EXCEPT", "INTERSECT", "SELECT", "SAMPLE", "FETCH", "SET", "FROM",
]);
/** Words that a table's name follows. */
const tableWords: ReadonlySet<string> = new Set(["FROM", "JOIN", "PIVOT", "UNPIVOT", "DESCRIBE", "SUMMARIZE"]);

/** Tables after FROM, JOIN and their like, without the names that the query itself gives (WITH) and without functions; each name once. */
export function findSqlTables(text: string): readonly SqlTable[] {
  const tokens = tokenise(text);
  const given = findGivenNames(tokens);
  const brackets = findBrackets(tokens);
  const isFromFunction = (index: number): boolean => fromFunctions.has(tokens[(brackets[index] ?? -1) - 1]?.value ?? "");
  const tables = new Map<string, SqlTable>();
  tokens.forEach((token, index) => {
    if (token.type !== "word" || !tableWords.has(token.value) || isFromFunction(index) || tokens[index - 1]?.value === "DISTINCT") return;
    for (const {value, from, to, type} of readTableList(tokens, index + 1)) {
      const name = type === "word" ? text.slice(from, to) : value;
      if (!given.has(name.toUpperCase()) && !tables.has(name)) tables.set(name, {name, from, to});
    }
  });
  return [...tables.values()];
}

function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(pattern)) {
    const [whole, blank, string, , quoted, placeholder, word] = match;
    if (blank !== undefined) continue;
    const place = {from: match.index, to: match.index + whole.length};
    if (word !== undefined) tokens.push({type: "word", value: word.toUpperCase(), ...place});
    else if (quoted !== undefined) tokens.push({type: "quoted", value: quoted.replaceAll('""', '"'), ...place});
    else tokens.push({type: placeholder === undefined ? "symbol" : "placeholder", value: string === undefined ? whole : "'", ...place});
  }
  return tokens;
}

/** Names of common table expressions: `name AS (`, `name(columns) AS MATERIALIZED (`. */
function findGivenNames(tokens: readonly Token[]): ReadonlySet<string> {
  const names = new Set<string>();
  if (!tokens.some(({type, value}) => type === "word" && value === "WITH")) return names;
  tokens.forEach((token, index) => {
    if (token.type !== "word" && token.type !== "quoted") return;
    let next = index + 1;
    if (tokens[next]?.value === "(") next = skipBrackets(tokens, next);
    if (tokens[next]?.value !== "AS") return;
    next++;
    while (tokens[next]?.value === "NOT" || tokens[next]?.value === "MATERIALIZED") next++;
    if (tokens[next]?.value === "(") names.add(token.value.toUpperCase());
  });
  return names;
}

/** `a, b AS c, (SELECT …) d JOIN e ON …, f` from the position: the tokens that name tables. Those after JOIN are read for themselves. */
function readTableList(tokens: readonly Token[], start: number): Token[] {
  const found: Token[] = [];
  let index = start;
  while (index < tokens.length) {
    index = readTable(tokens, index, found);
    for (; index < tokens.length; index++) {
      const {type, value} = tokens[index] ?? {type: "symbol", value: ")"};
      if (type === "symbol" && value === "(") index = skipBrackets(tokens, index) - 1;
      else if (type === "symbol" && value === ",") break;
      else if ((type === "symbol" && (value === ")" || value === ";")) || (type === "word" && listEnds.has(value))) return found;
    }
    index++;
  }
  return found;
}

/** Reads one table with its alias, and gives the position behind it. */
function readTable(tokens: readonly Token[], start: number, found: Token[]): number {
  let index = start;
  while (tokens[index]?.value === "LATERAL" || tokens[index]?.value === "ONLY") index++;
  const token = tokens[index];
  if (token === undefined) return index;
  if (token.type === "symbol" && token.value === "(") {
    const end = skipBrackets(tokens, index);
    const first = tokens[index + 1];
    if (first?.type !== "word" || !queryWords.has(first.value)) found.push(...readTableList(tokens.slice(0, end - 1), index + 1));
    return skipAlias(tokens, end);
  }
  if (token.type !== "quoted" && (token.type !== "word" || clauseWords.has(token.value))) return index;
  const next = tokens[index + 1];
  if (next?.value === "(" && token.type === "word") return skipAlias(tokens, skipBrackets(tokens, index + 1));
  if (next?.value !== ".") found.push(token);
  while (tokens[index + 1]?.value === ".") index += 2;
  return skipAlias(tokens, index + 1);
}

function skipAlias(tokens: readonly Token[], start: number): number {
  let index = start;
  const hasAs = tokens[index]?.value === "AS";
  if (hasAs) index++;
  const alias = tokens[index];
  if (alias?.type === "quoted" || (alias?.type === "word" && (hasAs || !clauseWords.has(alias.value)))) {
    index++;
    if (tokens[index]?.value === "(") index = skipBrackets(tokens, index);
  }
  return index;
}

/** The position after the bracket that closes the one at the position. */
function skipBrackets(tokens: readonly Token[], start: number): number {
  let depth = 0;
  for (let index = start; index < tokens.length; index++) {
    const {type, value} = tokens[index] ?? {};
    if (type !== "symbol") continue;
    if (value === "(") depth++;
    else if (value === ")" && --depth === 0) return index + 1;
  }
  return tokens.length;
}

/** For each token, the position of the bracket that it stands in, or -1. */
function findBrackets(tokens: readonly Token[]): readonly number[] {
  const open: number[] = [];
  return tokens.map(({type, value}, index) => {
    if (type === "symbol" && value === ")") open.pop();
    const bracket = open.at(-1) ?? -1;
    if (type === "symbol" && value === "(") open.push(index);
    return bracket;
  });
}
