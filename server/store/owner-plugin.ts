/** Makes every query of a Kysely instance one owner's: what is read, changed or deleted is the owner's, and what is inserted too. */
import {
  BinaryOperationNode, ColumnNode, DeleteQueryNode, InsertQueryNode, OperationNodeTransformer, OperatorNode, PrimitiveValueListNode,
  QueryNode, SelectQueryNode, UpdateQueryNode, ValueListNode, ValueNode, ValuesNode,
} from "kysely";
import type {KyselyPlugin, OperationNode, PluginTransformQueryArgs, PluginTransformResultArgs, QueryResult, RootOperationNode, UnknownRow} from "kysely";
import type {OwnerId} from "./schema.ts";

const ownerColumn = "owner";

class OwnerTransformer extends OperationNodeTransformer {
  readonly #owner: OwnerId;

  constructor(owner: OwnerId) {
    super();
    this.#owner = owner;
  }

  #isOwn(): OperationNode {
    return BinaryOperationNode.create(ColumnNode.create(ownerColumn), OperatorNode.create("="), ValueNode.create(this.#owner));
  }

  protected override transformSelectQuery(node: SelectQueryNode): SelectQueryNode {
    if (node.joins) throw new TypeError("an owner's query joins no tables: read them one after the other");
    const transformed = super.transformSelectQuery(node);
    return transformed.from ? QueryNode.cloneWithWhere(transformed, this.#isOwn()) : transformed;
  }

  protected override transformUpdateQuery(node: UpdateQueryNode): UpdateQueryNode {
    return QueryNode.cloneWithWhere(super.transformUpdateQuery(node), this.#isOwn());
  }

  protected override transformDeleteQuery(node: DeleteQueryNode): DeleteQueryNode {
    return QueryNode.cloneWithWhere(super.transformDeleteQuery(node), this.#isOwn());
  }

  protected override transformInsertQuery(node: InsertQueryNode): InsertQueryNode {
    const index = node.columns?.findIndex((column) => column.column.name === ownerColumn) ?? -1;
    const owners = node.values && ValuesNode.is(node.values) ? node.values.values.map((row) => valueAt(row, index)) : [];
    if (index < 0 || owners.length === 0 || owners.some((owner) => owner !== this.#owner))
      throw new TypeError("an owner's query inserts rows of that owner only");
    if (node.onConflict && !node.onConflict.doNothing)
      throw new TypeError("an owner's query updates no row by conflict: the row may be another owner's");
    return super.transformInsertQuery(node);
  }
}

function valueAt(row: OperationNode, index: number): unknown {
  if (PrimitiveValueListNode.is(row)) return row.values[index];
  const node = ValueListNode.is(row) ? row.values[index] : undefined;
  return node && ValueNode.is(node) ? node.value : undefined;
}

export class OwnerPlugin implements KyselyPlugin {
  readonly #transformer: OwnerTransformer;

  constructor(owner: OwnerId) {
    if (typeof owner !== "string" || owner === "") throw new TypeError(`an owner's query needs the owner's id, got ${JSON.stringify(owner)}`);
    this.#transformer = new OwnerTransformer(owner);
  }

  transformQuery({node}: PluginTransformQueryArgs): RootOperationNode {
    return this.#transformer.transformNode(node);
  }

  async transformResult({result}: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return result;
  }
}
