/** Which cells read a name, followed without telling anybody who draws it as long as nothing of it changes. */
import {computed, type ReadonlySignal} from "@preact/signals";
import type {NotebookState} from "#notebooks";

export function followReaders(state: ReadonlySignal<NotebookState | null>): ReadonlySignal<ReadonlyMap<string, readonly number[]>> {
  let needs: readonly (readonly string[])[] = [];
  let ids: readonly number[] = [];
  let readers: ReadonlyMap<string, readonly number[]> = new Map();
  return computed(() => {
    const present = state.value;
    const presentIds = present?.notebook.cells.map(({id}) => id) ?? [];
    const presentNeeds = presentIds.map((id) => present?.cells[id]?.analysis.needs ?? []);
    const isSame = presentIds.length === ids.length && presentIds.every((id, index) => id === ids[index] && presentNeeds[index] === needs[index]);
    if (!isSame) {
      ids = presentIds;
      needs = presentNeeds;
      readers = listReaders(ids, needs);
    }
    return readers;
  });
}

function listReaders(ids: readonly number[], needs: readonly (readonly string[])[]): ReadonlyMap<string, readonly number[]> {
  const readers = new Map<string, number[]>();
  ids.forEach((id, index) => {
    for (const name of needs[index] ?? []) readers.set(name, [...(readers.get(name) ?? []), id]);
  });
  return readers;
}
