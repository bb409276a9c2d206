/**
 * Makes htl, which Observable Inputs are written with, carry the place of a handler as `data-oninput` instead of `oninput`: it puts a function there before the element is
 * seen, but the attribute is an inline handler for a moment, and our Content-Security-Policy reports it.
 */
import type {Plugin} from "vite";

const replacements: readonly (readonly [string, string])[] = [
  ["template.innerHTML = string;", 'template.innerHTML = string.replace(/\\bon(\\w+)=(::\\d)/g, "data-on$1=$2");'],
  ["node[name] = value;", 'node[name.replace(/^data-on/, "on")] = value;'],
];

export function noInlineHandlers(): Plugin {
  return {
    name: "recto-no-inline-handlers",
    transform(code, id) {
      if (!/\/htl\/src\/index\.js/.test(id.replaceAll("\\", "/"))) return null;
      let changed = code;
      for (const [before, after] of replacements) {
        if (!changed.includes(before)) throw new Error(`htl no longer has "${before}", which the Content-Security-Policy needs replaced`);
        changed = changed.replace(before, () => after);
      }
      return {code: changed, map: null};
    },
  };
}
