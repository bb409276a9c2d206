/** The names of a cell: what it declares at its top level, what it names without declaring, and what it must not do with names. */
import type {
  AnyNode, CallExpression, Expression, Identifier, ImportDeclaration, ImportExpression, MemberExpression, MetaProperty, Pattern, Program,
  VariableDeclarator,
} from "acorn";
import {childrenOf, findDeclarations, visitPattern} from "./syntax-tree.ts";

export interface Names {
  /** Identifiers that the cell declares for other cells, in order. */
  readonly declarations: readonly Identifier[];
  /** Identifiers bound by nothing in the cell, in the order of the source, each occurrence. */
  readonly references: readonly Identifier[];
  /** Of the references, those that are assigned to. */
  readonly assignments: ReadonlySet<Identifier>;
  /** Whether the cell awaits at its top level. */
  readonly awaits: boolean;
  readonly calls: readonly Call[];
  readonly imports: readonly ImportDeclaration[];
  readonly importExpressions: readonly ImportExpression[];
  readonly exports: readonly AnyNode[];
  readonly metaProperties: readonly MetaProperty[];
  /** `Promise.race` and `Promise.any`. */
  readonly races: readonly AnyNode[];
  /** `this` where nothing binds it. */
  readonly unboundThis: readonly AnyNode[];
}

/** A call of a plain name, with the declarator that it is the whole value of. */
export interface Call {
  readonly node: CallExpression;
  readonly callee: Identifier;
  readonly declarator: VariableDeclarator | null;
}

class Scope {
  readonly names = new Set<string>();
  readonly parent: Scope | null;
  /** The scope that `var` belongs to. */
  readonly functionScope: Scope;

  constructor(parent: Scope | null, isFunction: boolean) {
    this.parent = parent;
    this.functionScope = isFunction || parent === null ? this : parent.functionScope;
  }

  has(name: string): boolean {
    for (let scope: Scope | null = this; scope; scope = scope.parent) if (scope.names.has(name)) return true;
    return false;
  }
}

/** The parts of a walk that change when a function or class is entered. */
interface Context {
  readonly scope: Scope;
  /** Whether an `await` belongs to the cell itself. */
  readonly top: boolean;
  /** Whether `this` is bound by a function or a class. */
  readonly hasThis: boolean;
}

export function findNames(root: Program | Expression): Names {
  const walk = new NameWalk();
  walk.visit(root, {scope: new Scope(null, true), top: true, hasThis: false});
  return walk.finish(root);
}

class NameWalk {
  readonly #mentions: {readonly node: Identifier; readonly scope: Scope; readonly assigned: boolean}[] = [];
  readonly #calls: Call[] = [];
  readonly #imports: ImportDeclaration[] = [];
  readonly #importExpressions: ImportExpression[] = [];
  readonly #exports: AnyNode[] = [];
  readonly #metaProperties: MetaProperty[] = [];
  readonly #unboundThis: AnyNode[] = [];
  readonly #races: AnyNode[] = [];
  #awaits = false;
  #declarator: VariableDeclarator | null = null;

  finish(root: Program | Expression): Names {
    const unbound = this.#mentions.filter(({node, scope}) => !scope.has(node.name)).sort((a, b) => a.node.start - b.node.start);
    const references = new Set(unbound.map(({node}) => node));
    return {
      declarations: root.type === "Program" ? findDeclarations(root) : [],
      references: [...references],
      assignments: new Set(unbound.filter(({assigned}) => assigned).map(({node}) => node)),
      awaits: this.#awaits,
      calls: this.#calls.filter(({callee}) => references.has(callee)).sort((a, b) => a.node.start - b.node.start),
      imports: this.#imports,
      importExpressions: this.#importExpressions,
      exports: this.#exports,
      metaProperties: this.#metaProperties,
      races: this.#races,
      unboundThis: this.#unboundThis,
    };
  }

  visit(node: AnyNode, context: Context): void {
    switch (node.type) {
      case "Identifier":
        this.#mentions.push({node, scope: context.scope, assigned: false});
        return;
      case "Program":
      case "BlockStatement":
      case "StaticBlock": {
        const isBlock = node.type === "BlockStatement";
        const scope = node.type === "Program" ? context.scope : new Scope(context.scope, !isBlock);
        const inner = isBlock ? {...context, scope} : {scope, top: node.type === "Program" && context.top, hasThis: node.type === "StaticBlock"};
        for (const statement of node.body) this.visit(statement, inner);
        return;
      }
      case "VariableDeclaration": {
        const scope = node.kind === "var" ? context.scope.functionScope : context.scope;
        for (const declarator of node.declarations) {
          this.#declare(declarator.id, scope, context);
          if (!declarator.init) continue;
          this.#declarator = declarator;
          this.visit(declarator.init, context);
        }
        if (node.kind === "await using") this.#await(context);
        return;
      }
      case "FunctionDeclaration":
        context.scope.names.add(node.id?.name ?? "");
        this.#visitFunction(node, context);
        return;
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        this.#visitFunction(node, context);
        return;
      case "ClassDeclaration":
      case "ClassExpression":
        this.#visitClass(node, context);
        return;
      case "CatchClause": {
        const scope = new Scope(context.scope, false);
        if (node.param) this.#declare(node.param, scope, {...context, scope});
        for (const statement of node.body.body) this.visit(statement, {...context, scope});
        return;
      }
      case "ForStatement":
      case "ForInStatement":
      case "ForOfStatement": {
        const inner = {...context, scope: new Scope(context.scope, false)};
        if (node.type === "ForStatement") {
          for (const part of [node.init, node.test, node.update]) if (part) this.visit(part, inner);
        } else {
          if (node.type === "ForOfStatement" && node.await) this.#await(context);
          if (node.left.type === "VariableDeclaration") this.visit(node.left, inner);
          else this.#assign(node.left, inner);
          this.visit(node.right, inner);
        }
        this.visit(node.body, inner);
        return;
      }
      case "SwitchStatement": {
        this.visit(node.discriminant, context);
        const inner = {...context, scope: new Scope(context.scope, false)};
        for (const {test, consequent} of node.cases) {
          if (test) this.visit(test, inner);
          for (const statement of consequent) this.visit(statement, inner);
        }
        return;
      }
      case "AssignmentExpression":
        this.#assign(node.left, context);
        this.visit(node.right, context);
        return;
      case "UpdateExpression":
        this.#assign(node.argument, context);
        return;
      case "AwaitExpression":
        this.#await(context);
        this.visit(node.argument, context);
        return;
      case "BinaryExpression":
      case "LogicalExpression":
        this.#visitChain(node, context);
        return;
      case "CallExpression":
        if (node.callee.type === "Identifier") {
          const declarator = this.#declarator?.init === node ? this.#declarator : null;
          this.#calls.push({node, callee: node.callee, declarator});
        }
        break;
      case "MemberExpression":
        if (isRace(node)) this.#races.push(node);
        this.visit(node.object, context);
        if (node.computed) this.visit(node.property, context);
        return;
      case "Property":
        if (node.computed) this.visit(node.key, context);
        this.visit(node.value, context);
        return;
      case "LabeledStatement":
        this.visit(node.body, context);
        return;
      case "BreakStatement":
      case "ContinueStatement":
        return;
      case "MetaProperty":
        if (node.meta.name === "import") this.#metaProperties.push(node);
        return;
      case "ThisExpression":
        if (!context.hasThis) this.#unboundThis.push(node);
        return;
      case "ImportDeclaration":
        this.#imports.push(node);
        for (const {local} of node.specifiers) context.scope.names.add(local.name);
        return;
      case "ImportExpression":
        this.#importExpressions.push(node);
        break;
      case "ExportNamedDeclaration":
      case "ExportDefaultDeclaration":
      case "ExportAllDeclaration":
        this.#exports.push(node);
        if (node.type !== "ExportAllDeclaration" && node.declaration) this.visit(node.declaration as AnyNode, context);
        return;
    }
    for (const child of childrenOf(node)) this.visit(child, context);
  }

  #await(context: Context): void {
    if (context.top) this.#awaits = true;
  }

  /** Chains such as `1 + 1 + …` lean to the left: they are walked in a loop, so that long ones need no stack. */
  #visitChain(node: AnyNode, context: Context): void {
    const right: AnyNode[] = [];
    let left: AnyNode = node;
    while (left.type === "BinaryExpression" || left.type === "LogicalExpression") {
      right.push(left.right);
      left = left.left;
    }
    if (left.type !== "PrivateIdentifier") this.visit(left, context);
    while (right.length > 0) this.visit(right.pop() as AnyNode, context);
  }

  #visitFunction(node: Extract<AnyNode, {type: "FunctionDeclaration" | "FunctionExpression" | "ArrowFunctionExpression"}>, context: Context): void {
    const scope = new Scope(context.scope, true);
    const isArrow = node.type === "ArrowFunctionExpression";
    if (!isArrow) scope.names.add("arguments");
    if (node.type === "FunctionExpression" && node.id) scope.names.add(node.id.name);
    const inner = {scope, top: false, hasThis: context.hasThis || !isArrow};
    for (const parameter of node.params) this.#declare(parameter, scope, inner);
    if (node.body.type === "BlockStatement") for (const statement of node.body.body) this.visit(statement, inner);
    else this.visit(node.body, inner);
  }

  #visitClass(node: Extract<AnyNode, {type: "ClassDeclaration" | "ClassExpression"}>, context: Context): void {
    if (node.type === "ClassDeclaration" && node.id) context.scope.names.add(node.id.name);
    const scope = new Scope(context.scope, false);
    if (node.id) scope.names.add(node.id.name);
    const inner = {...context, scope};
    if (node.superClass) this.visit(node.superClass, inner);
    for (const member of node.body.body) {
      if (member.type === "StaticBlock") {
        this.visit(member, inner);
        continue;
      }
      if (member.computed) this.visit(member.key, inner);
      if (!member.value) continue;
      if (member.type === "MethodDefinition") this.visit(member.value, inner);
      else this.visit(member.value, {scope: new Scope(scope, true), top: false, hasThis: true});
    }
  }

  #declare(pattern: Pattern, scope: Scope, context: Context): void {
    visitPattern(pattern, {
      target: (node) => void (node.type === "Identifier" && scope.names.add(node.name)),
      value: (node) => this.visit(node, context),
    });
  }

  #assign(pattern: Pattern | Expression, context: Context): void {
    visitPattern(pattern as Pattern, {
      target: (node) => {
        if (node.type === "Identifier") this.#mentions.push({node, scope: context.scope, assigned: true});
        else this.visit(node, context);
      },
      value: (node) => this.visit(node, context),
    });
  }
}

function isRace({object, property}: MemberExpression): boolean {
  if (object.type !== "Identifier" || object.name !== "Promise" || property.type !== "Identifier") return false;
  return property.name === "race" || property.name === "any";
}
