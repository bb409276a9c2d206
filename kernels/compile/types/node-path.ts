/** Finding the place of an offset in a syntax tree. */
import ts from "typescript";

/** The nodes around an offset, outermost first. */
export function findPath(file: ts.SourceFile, offset: number): readonly ts.Node[] {
  const path: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    path.push(node);
    const inner = ts.forEachChild(node, (child) => (child.getStart(file) <= offset && offset < child.end ? child : undefined));
    if (inner) visit(inner);
  };
  visit(file);
  return path;
}
