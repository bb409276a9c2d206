/** Walking a JavaScript syntax tree: what a pattern binds, what a program declares, what a node holds. */
import type {AnyNode, Expression, Identifier, Pattern, Program} from "acorn";

/** Calls `target` with each place that a pattern binds or assigns, and `value` with each expression in it (defaults, computed keys). */
export function visitPattern(pattern: Pattern, visitor: {target(node: Pattern): void; value(node: Expression): void}): void {
  switch (pattern.type) {
    case "ObjectPattern":
      for (const property of pattern.properties) {
        if (property.type === "RestElement") visitPattern(property.argument, visitor);
        else {
          if (property.computed) visitor.value(property.key as Expression);
          visitPattern(property.value, visitor);
        }
      }
      break;
    case "ArrayPattern":
      for (const element of pattern.elements) if (element) visitPattern(element, visitor);
      break;
    case "RestElement":
      visitPattern(pattern.argument, visitor);
      break;
    case "AssignmentPattern":
      visitPattern(pattern.left, visitor);
      visitor.value(pattern.right);
      break;
    default:
      visitor.target(pattern);
  }
}

/** The names that a program declares at its top level, in order. */
export function findDeclarations(program: Program): Identifier[] {
  const declarations: Identifier[] = [];
  const target = (node: Pattern) => void (node.type === "Identifier" && declarations.push(node));
  for (const statement of program.body) {
    if (statement.type === "VariableDeclaration") {
      for (const {id} of statement.declarations) visitPattern(id, {target, value: () => {}});
    } else if (statement.type === "FunctionDeclaration" || statement.type === "ClassDeclaration") {
      if (statement.id) declarations.push(statement.id);
    } else if (statement.type === "ImportDeclaration") {
      declarations.push(...statement.specifiers.map(({local}) => local));
    }
  }
  return declarations;
}

/** The nodes directly under a node. */
export function childrenOf(node: AnyNode): AnyNode[] {
  const children: AnyNode[] = [];
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) children.push(...value.filter(isNode));
    else if (isNode(value)) children.push(value);
  }
  return children;
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
