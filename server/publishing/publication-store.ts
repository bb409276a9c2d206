/** Publications in the database: the readable address, its editions, and the files that they need; of one owner, or found by the address for a reader. */
import type {RecordedData, RunRecord, VerifyReport, Visibility} from "#notebooks";
import type {Effects} from "../effects.ts";
import type {Database} from "../store/database.ts";
import type {EditionTable, OwnerId, PublicationTable} from "../store/schema.ts";

/** A data set as an edition pins it: enough to read the bytes again, whatever becomes of the owner's data set. */
export interface PinnedData extends RecordedData {
  readonly file: string;
  readonly fileName: string;
  /** A `Parsing`, as JSON. */
  readonly parsing: object;
}

/** What an edition is made of; files are digests of content-addressed files. */
export interface EditionParts {
  readonly root: string;
  readonly run: string;
  readonly title: string;
  readonly author: string;
  readonly description: string;
  readonly showsSource: boolean;
  readonly includesData: boolean;
  readonly kernel: RunRecord["kernel"];
  readonly data: readonly PinnedData[];
  /** The run's content (`recto-kept-run/1`). */
  readonly content: string;
  /** `EditionPage` as JSON. */
  readonly page: string;
  /** The self-contained file. */
  readonly download: string;
  /** A picture of the first chart as PNG; null when there is no chart. */
  readonly picture: string | null;
  /** Files that the page asks for when they are wanted: rows of tables, specifications of charts. */
  readonly assets: readonly string[];
}

export interface StoredEdition extends EditionParts {
  readonly id: string;
  readonly publishedAt: number;
  readonly verified: VerifyReport | null;
}

export interface StoredPublication {
  readonly id: string;
  readonly owner: OwnerId;
  readonly notebook: string;
  readonly slug: string;
  readonly visibility: Visibility;
  /** Lower-case e-mail addresses. */
  readonly readers: readonly string[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface Access {
  readonly visibility: Visibility;
  readonly readers: readonly string[];
}

export interface PublicationStore {
  list(owner: OwnerId): StoredPublication[];
  find(owner: OwnerId, id: string): StoredPublication | null;
  findOfNotebook(owner: OwnerId, notebook: string): StoredPublication | null;
  /** For a reader: whoever's it is. Whether he may see it, the caller asks `mayRead`. */
  findBySlug(slug: string): StoredPublication | null;
  isSlugFree(slug: string): boolean;
  /** Newest first. */
  editions(publication: StoredPublication): StoredEdition[];
  latest(publication: StoredPublication): StoredEdition | null;
  findEdition(publication: StoredPublication, root: string): StoredEdition | null;
  /** Puts the edition, and the publication when the notebook has none, in one transaction. Null: the notebook was deleted, or the slug taken, meanwhile. */
  publish(owner: OwnerId, notebook: string, slug: string, access: Access, edition: EditionParts): StoredPublication | null;
  setAccess(owner: OwnerId, id: string, access: Access): boolean;
  setVerified(publication: StoredPublication, edition: string, report: VerifyReport): void;
  /** Withdraws the publication with its editions; its addresses say that it is gone. */
  delete(owner: OwnerId, id: string): boolean;
  /** Whether something was published at this slug and was withdrawn. */
  isGone(slug: string): boolean;
}

export function createPublicationStore(database: Database, effects: Pick<Effects, "clock" | "randomId">): PublicationStore {
  const {ownedBy, shared, all, first, change} = database;
  const select = (owner: OwnerId) => ownedBy(owner).selectFrom("publications").selectAll();
  const selectEditions = ({owner, id}: StoredPublication) =>
    ownedBy(owner).selectFrom("editions").selectAll().where("publication", "=", id).orderBy("published_at", "desc").orderBy("id");
  const orNull = (row: PublicationTable | undefined) => (row ? toPublication(row) : null);
  const editionOrNull = (row: EditionTable | undefined) => (row ? toEdition(row) : null);

  function putPublication(owner: OwnerId, notebook: string, slug: string, {visibility, readers}: Access): StoredPublication {
    const now = effects.clock();
    const present = first(select(owner).where("notebook", "=", notebook));
    if (present) {
      const changes = {visibility, readers: JSON.stringify(readers), updated_at: now};
      change(ownedBy(owner).updateTable("publications").set(changes).where("id", "=", present.id));
      return toPublication({...present, ...changes});
    }
    const row: PublicationTable = {
      id: effects.randomId(), owner, notebook, slug, visibility, readers: JSON.stringify(readers), created_at: now, updated_at: now,
    };
    change(ownedBy(owner).insertInto("publications").values(row));
    return toPublication(row);
  }

  return {
    list: (owner) => all(select(owner).orderBy("updated_at", "desc").orderBy("id")).map(toPublication),
    find: (owner, id) => orNull(first(select(owner).where("id", "=", id))),
    findOfNotebook: (owner, notebook) => orNull(first(select(owner).where("notebook", "=", notebook))),
    findBySlug: (slug) => orNull(database.findPublished(slug)),
    isSlugFree: (slug) => !database.findPublished(slug) && !first(shared.selectFrom("withdrawn").select("slug").where("slug", "=", slug)),
    editions: (publication) => all(selectEditions(publication)).map(toEdition),
    latest: (publication) => editionOrNull(first(selectEditions(publication).limit(1))),
    findEdition: (publication, root) => editionOrNull(first(selectEditions(publication).where("root", "=", root).limit(1))),
    publish: (owner, notebook, slug, access, edition) =>
      database.transaction(() => {
        if (!first(ownedBy(owner).selectFrom("notebooks").select("id").where("id", "=", notebook))) return null;
        const other = database.findPublished(slug);
        if (other && other.notebook !== notebook) return null;
        const publication = putPublication(owner, notebook, slug, access);
        const same = ownedBy(owner).selectFrom("editions").select(["id", "verified"]).where("publication", "=", publication.id).where("root", "=", edition.root);
        const before = first(same);
        if (before) change(ownedBy(owner).deleteFrom("editions").where("id", "=", before.id));
        const row = toRow(owner, publication.id, effects.randomId(), effects.clock(), edition);
        // The same root is verified by the same run.
        change(ownedBy(owner).insertInto("editions").values({...row, verified: before?.verified ?? null}));
        const files = new Set([edition.content, edition.page, edition.download, ...edition.assets, ...edition.data.map(({file}) => file)]);
        if (edition.picture !== null) files.add(edition.picture);
        for (const file of files) change(ownedBy(owner).insertInto("edition_files").values({edition: row.id, owner, file}));
        return publication;
      }),
    setAccess: (owner, id, {visibility, readers}) =>
      change(ownedBy(owner).updateTable("publications").set({visibility, readers: JSON.stringify(readers)}).where("id", "=", id)) === 1,
    setVerified({owner}, edition, report) {
      change(ownedBy(owner).updateTable("editions").set({verified: JSON.stringify(report)}).where("id", "=", edition));
    },
    delete: (owner, id) => change(ownedBy(owner).deleteFrom("publications").where("id", "=", id)) === 1,
    isGone: (slug) => first(shared.selectFrom("withdrawn").select("slug").where("slug", "=", slug)) !== undefined,
  };
}

function toRow(owner: OwnerId, publication: string, id: string, publishedAt: number, edition: EditionParts): EditionTable {
  const {root, run, title, author, description, showsSource, includesData, kernel, data, content, page, download, picture, assets} = edition;
  return {
    id, publication, owner, root, run, title, author, description, content, page, download, picture,
    shows_source: showsSource ? 1 : 0,
    includes_data: includesData ? 1 : 0,
    kernel: JSON.stringify(kernel),
    data: JSON.stringify(data),
    assets: JSON.stringify(assets),
    published_at: publishedAt,
    verified: null,
  };
}

function toPublication(row: PublicationTable): StoredPublication {
  const {id, owner, notebook, slug, visibility, readers, created_at: createdAt, updated_at: updatedAt} = row;
  return {id, owner, notebook, slug, visibility, readers: JSON.parse(readers) as string[], createdAt, updatedAt};
}

function toEdition(row: EditionTable): StoredEdition {
  const {id, root, run, title, author, description, content, page, download, picture, published_at: publishedAt} = row;
  return {
    id, root, run, title, author, description, content, page, download, picture, publishedAt,
    showsSource: row.shows_source === 1,
    includesData: row.includes_data === 1,
    kernel: JSON.parse(row.kernel) as RunRecord["kernel"],
    data: JSON.parse(row.data) as PinnedData[],
    assets: JSON.parse(row.assets) as string[],
    verified: row.verified === null ? null : (JSON.parse(row.verified) as VerifyReport),
  };
}
