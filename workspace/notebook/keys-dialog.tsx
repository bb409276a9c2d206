/** The keys, by what they are for. */
import {Dialog} from "../components/dialog.tsx";
import {actions, type PageAction} from "./actions.ts";
import {Keys} from "./palette.tsx";
import {useWorkbench} from "./workbench.ts";

const groups: readonly PageAction["group"][] = ["Run", "Cell", "Move", "View", "Notebook"];
const whileWriting: readonly (readonly [string, string])[] = [
  ["Shift-Enter", "Run and move on"],
  ["Mod-Enter", "Run in place"],
  ["Escape", "Leave the editor"],
  ["Ctrl-Space", "Complete"],
  ["Mod-/", "Comment or uncomment"],
  ["Mod-z", "Undo what was typed"],
];

export function KeysDialog() {
  const workbench = useWorkbench();
  return (
    <Dialog title="The keys" class="keys-dialog" onClose={() => (workbench.dialog.value = null)}>
      <div class="dialog-body" tabIndex={0}>
        <p class="quiet"><kbd>Esc</kbd> leaves the editor and moves among cells; <kbd>↵</kbd> goes back into it.</p>
        <div class="key-groups">
          {groups.map((group) => {
            const listed = actions.filter((action) => action.group === group && action.keys);
            return listed.length > 0 && (
              <section key={group}>
                <h3>{group}</h3>
                <dl>{listed.map((action) => <div key={action.title}><dt>{action.title}</dt><dd>{action.keys?.map((keys) => <Keys key={keys} keys={keys} />)}</dd></div>)}</dl>
              </section>
            );
          })}
          <section>
            <h3>While writing</h3>
            <dl>{whileWriting.map(([keys, title]) => <div key={keys}><dt>{title}</dt><dd><Keys keys={keys} /></dd></div>)}</dl>
          </section>
        </div>
      </div>
    </Dialog>
  );
}
