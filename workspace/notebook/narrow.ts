/** A narrow window: what stands beside the page in a wide one lies over it there, and is opened only when asked for. */
import type {RailSection, Workbench} from "./workbench.ts";

/** As in `narrow.css`. */
const narrow = "(max-width: 800px)";

export function isNarrow(): boolean {
  return matchMedia(narrow).matches;
}

/** Folds the rail away when the window becomes narrow, and brings it back when it is wide again. Gives what stops it. */
export function foldWhenNarrow(workbench: Workbench): () => void {
  const query = matchMedia(narrow);
  let folded: RailSection | null = null;
  const fold = () => {
    if (query.matches) {
      folded = workbench.rail.peek();
      workbench.rail.value = null;
    } else workbench.rail.value ??= folded;
  };
  query.addEventListener("change", fold);
  return () => query.removeEventListener("change", fold);
}
