/** How many bytes the values of a notebook's runs may take together, and which runs lose theirs when it is more. */

interface KeptRun {
  readonly id: string;
  /** What a person called it; null for one without a name. */
  readonly name: string | null;
}

interface KeptFile {
  readonly run: string;
  readonly file: string | null;
}

/**
 * The runs whose values are beyond a limit in bytes, counted from the newest run. A file that several runs share counts once.
 * The newest run and those with a name are never among them.
 */
export function findRunsBeyond(limitBytes: number, newestFirst: readonly KeptRun[], inFiles: readonly KeptFile[], sizeOf: (file: string) => number): string[] {
  const filesOf = Map.groupBy(inFiles, ({run}) => run);
  const counted = new Set<string>();
  let bytes = 0;
  const beyond: string[] = [];
  for (const [index, {id, name}] of newestFirst.entries()) {
    const own = new Set((filesOf.get(id) ?? []).flatMap(({file}) => (file === null || counted.has(file) ? [] : [file])));
    const more = [...own].reduce((sum, file) => sum + sizeOf(file), 0);
    if (bytes + more > limitBytes && index > 0 && name === null) {
      beyond.push(id);
      continue;
    }
    bytes += more;
    for (const file of own) counted.add(file);
  }
  return beyond;
}
