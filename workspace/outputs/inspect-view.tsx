/** A value as a tree: one line, opened part by part. */
import {useState} from "preact/hooks";
import type {InspectNode} from "#notebooks";
import {formatCount} from "../components/format.ts";
import {Icon} from "../components/icon.tsx";

export function InspectView({node}: {node: InspectNode}) {
  return <div class="inspect"><Node node={node} open={isSmall(node)} /></div>;
}

/** A small value of a single level is opened from the start. */
function isSmall(node: InspectNode): boolean {
  const children = node.children ?? [];
  return node.type === "object" && children.length > 0 && children.length <= 8 && children.every(({value}) => !value.children);
}

function Node({node, open: initially = false, label}: {node: InspectNode; open?: boolean; label?: string}) {
  const [open, setOpen] = useState(initially);
  const children = node.children ?? [];
  const head = (
    <>
      {label !== undefined && <><span class="inspect-key">{label}</span><span class="code-quiet">: </span></>}
      <Summary node={node} />
    </>
  );
  if (children.length === 0) return <div class="inspect-line">{head}</div>;
  return (
    <div class="inspect-node">
      <button type="button" class="inspect-line inspect-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name="chevron-right" size={12} />
        <span class="inspect-text">{head}</span>
      </button>
      {open && (
        <div class="inspect-children">
          {children.map(({key, value}) => <Node key={key} node={value} label={key} />)}
          {node.omitted ? <div class="inspect-line quiet">and {formatCount(node.omitted)} more</div> : null}
        </div>
      )}
    </div>
  );
}

const classes: {readonly [type in InspectNode["type"]]?: string} = {
  number: "code-number",
  bigint: "code-number",
  boolean: "code-number",
  string: "code-string",
  regexp: "code-string",
  symbol: "code-string",
  date: "code-type",
  undefined: "code-comment",
  null: "code-comment",
  function: "code-function",
  error: "inspect-error",
  circular: "code-comment",
  opaque: "code-comment",
  promise: "code-comment",
};

function Summary({node}: {node: InspectNode}) {
  const isCollection = node.children !== undefined || node.size !== undefined;
  const showsName = node.name !== undefined && !node.text.startsWith(node.name);
  return (
    <>
      {showsName && <span class="code-type">{node.name}</span>}
      {isCollection && node.size !== undefined && showsName && <span class="code-quiet">({formatCount(node.size)}) </span>}
      {showsName && !(isCollection && node.size !== undefined) && " "}
      <span class={classes[node.type]}>{node.text}</span>
    </>
  );
}
