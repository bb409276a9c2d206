/** The names of a table's columns, made fit to tell them apart. */

/** Names that are unique and not empty, in the order of the columns. */
export function toUniqueNames(names: readonly string[], width: number): string[] {
  const used = new Set<string>();
  const wanted = new Set(names.map((name) => name.trim()));
  return Array.from({length: width}, (_, index) => {
    const name = (names[index] ?? "").trim().replaceAll("\0", "") || `column_${index + 1}`;
    let unique = name;
    for (let count = 2; used.has(unique) || (count > 2 && wanted.has(unique)); count += 1) unique = `${name}_${count}`;
    used.add(unique);
    return unique;
  });
}
