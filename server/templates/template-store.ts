/** Templates that people made of their own notebooks, in the database. */
import type {Notebook, TemplateManifest} from "#notebooks";
import type {Effects} from "../effects.ts";
import type {Database} from "../store/database.ts";
import type {OwnerId, TemplateTable} from "../store/schema.ts";

/** A template with its notebook: one of the program's or one's own. */
export interface KnownTemplate {
  readonly manifest: TemplateManifest;
  readonly notebook: Notebook;
}

export interface TemplateStore {
  /** Newest first. */
  list(owner: OwnerId): KnownTemplate[];
  find(owner: OwnerId, id: string): KnownTemplate | null;
  create(owner: OwnerId, manifest: Omit<TemplateManifest, "id">, notebook: Notebook): KnownTemplate;
  delete(owner: OwnerId, id: string): boolean;
}

export function createTemplateStore(database: Database, effects: Effects): TemplateStore {
  const {ownedBy, all, first, change} = database;
  const select = (owner: OwnerId) => ownedBy(owner).selectFrom("templates").selectAll();

  return {
    list: (owner) => all(select(owner).orderBy("created_at", "desc").orderBy("id")).map(toTemplate),
    find(owner, id) {
      const row = first(select(owner).where("id", "=", id));
      return row ? toTemplate(row) : null;
    },
    create(owner, given, notebook) {
      const manifest: TemplateManifest = {...given, id: effects.randomId()};
      const row: TemplateTable = {
        id: manifest.id, owner, manifest: JSON.stringify(manifest), notebook: JSON.stringify(notebook), created_at: effects.clock(),
      };
      change(ownedBy(owner).insertInto("templates").values(row));
      return {manifest, notebook};
    },
    delete: (owner, id) => change(ownedBy(owner).deleteFrom("templates").where("id", "=", id)) === 1,
  };
}

function toTemplate({manifest, notebook}: TemplateTable): KnownTemplate {
  return {manifest: JSON.parse(manifest) as TemplateManifest, notebook: JSON.parse(notebook) as Notebook};
}
