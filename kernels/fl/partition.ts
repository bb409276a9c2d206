/**
 * How the rows of one data set are dealt to clients.
 *
 * `iid`: shuffled, then dealt out evenly, so that every client has a picture of the whole. `shards`: sorted by class, cut into
 * clients × perClient equal shards, and each client gets `perClient` of them by chance, so that it knows few classes.
 * What does not divide evenly is left over. Source: McMahan et al. 2017, arXiv 1602.05629, section 3.
 */

export type Partition =
  | {readonly type: "iid"}
  /** 2 shards a client when absent. */
  | {readonly type: "shards"; readonly perClient?: number};

/** The rows of each client. `uniform()` is uniform on [0, 1). */
export function dealRows(labels: ArrayLike<number>, clients: number, partition: Partition, uniform: () => number): readonly Uint32Array[] {
  const perClient = partition.type === "shards" ? (partition.perClient ?? 2) : 1;
  if (!(Number.isInteger(clients) && clients >= 1)) throw new RangeError(`clients must be a whole number from 1, got ${clients}`);
  if (!(Number.isInteger(perClient) && perClient >= 1)) throw new RangeError(`perClient must be a whole number from 1, got ${perClient}`);
  const size = Math.floor(labels.length / (clients * perClient));
  if (size === 0) throw new RangeError(`${labels.length} rows are too few for ${clients * perClient} parts`);
  const rows = shuffled(Array.from({length: labels.length}, (_, row) => row), uniform);
  if (partition.type === "iid") return Array.from({length: clients}, (_, client) => Uint32Array.from(rows.slice(client * size, (client + 1) * size)));
  if (partition.type !== "shards") throw new TypeError(`partition must be iid or shards, got ${String((partition as {type: unknown}).type)}`);
  const sorted = rows.map((row, place) => ({row, place})).sort((a, b) => labels[a.row]! - labels[b.row]! || a.place - b.place);
  const shards = shuffled(Array.from({length: clients * perClient}, (_, shard) => sorted.slice(shard * size, (shard + 1) * size).map(({row}) => row)), uniform);
  return Array.from({length: clients}, (_, client) => Uint32Array.from(shards.slice(client * perClient, (client + 1) * perClient).flat()));
}

function shuffled<Item>(items: Item[], uniform: () => number): Item[] {
  for (let i = items.length - 1; i > 0; i -= 1) {
    const j = Math.floor(uniform() * (i + 1));
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
  return items;
}
