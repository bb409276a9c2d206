/** Publishing a notebook: finds the run, gives the address, makes the edition, and puts it there in one step that happens whole or not at all. */
import type {NewEdition, RunDetail} from "#notebooks";
import type {OwnAccount} from "../accounts/account-store.ts";
import {toIso} from "../effects.ts";
import type {Effects} from "../effects.ts";
import {Problem, notFound} from "../http/problem.ts";
import type {LiveNotebooks} from "../notebooks/live-notebooks.ts";
import type {NotebookStore} from "../notebooks/notebook-store.ts";
import type {RunStore} from "../runs/run-store.ts";
import type {EditionMaker} from "./make-edition.ts";
import type {PublicationStore, StoredPublication} from "./publication-store.ts";
import type {OwnerId} from "../store/schema.ts";
import {createReadShown} from "./shown-rows.ts";
import type {ReadShown} from "./shown-rows.ts";
import {findFreeSlug, toSlug} from "./slug.ts";
import {mostRows} from "./table-rows.ts";

export interface Publisher {
  /** Throws `not-found`, `not-publishable`, `not-settled`, or `name-taken` for a slug that somebody has. */
  publish(account: OwnAccount, notebook: string, given: NewEdition): Promise<StoredPublication>;
}

interface Parts {
  readonly publications: PublicationStore;
  readonly notebooks: Pick<NotebookStore, "find">;
  readonly runs: Pick<RunStore, "load">;
  readonly live: Pick<LiveNotebooks, "keepRun" | "open">;
  readonly editions: EditionMaker;
  readonly effects: Pick<Effects, "clock" | "randomId">;
}

const settleMs = 60_000;
const makeMs = 5 * 60_000;

export function createPublisher({publications, notebooks, runs, live, editions, effects}: Parts): Publisher {
  function chooseSlug(given: NewEdition, title: string, present: StoredPublication | null): string {
    if (present) {
      if (given.slug !== undefined && given.slug !== present.slug)
        throw new Problem("invalid-request", `the notebook is published as ${present.slug}: its address stays`, {fields: {slug: `stays ${present.slug}`}});
      return present.slug;
    }
    if (given.slug !== undefined) {
      if (!publications.isSlugFree(given.slug)) throw taken(given.slug);
      return given.slug;
    }
    // Nobody finds an unlisted page who was not told its address.
    if (given.visibility === "unlisted") return `${toSlug(title)}-${effects.randomId().toLowerCase().replace(/[^a-z0-9]/g, "")}`;
    return findFreeSlug(toSlug(title), (slug) => publications.isSlugFree(slug));
  }

  async function findShown(owner: OwnerId, {notebook, root}: RunDetail, signal: AbortSignal): Promise<ReadShown | null> {
    const opened = notebook === null ? null : await live.open(owner, notebook);
    return opened && root !== null && opened.session.state.proof.root === root ? createReadShown(opened.session, root, mostRows, signal) : null;
  }

  return {
    async publish(account, notebook, given) {
      if (!notebooks.find(account.id, notebook)) throw notFound("notebook");
      const id = given.run ?? (await live.keepRun(account.id, notebook, settleMs)).id;
      const run = await runs.load(account.id, id);
      if (!run || run.notebook !== notebook) throw notFound("run of this notebook");
      const slug = chooseSlug(given, run.title, publications.findOfNotebook(account.id, notebook));
      const signal = AbortSignal.timeout(makeMs);
      const edition = await editions.make(
        {
          owner: account.id, author: account.name, run, slug, publishedAt: toIso(effects.clock()),
          showsSource: given.showsSource, includesData: given.includesData, readShown: await findShown(account.id, run, signal),
        },
        signal,
      );
      const readers = given.visibility === "named" ? (given.readers ?? []) : [];
      const published = publications.publish(account.id, notebook, slug, {visibility: given.visibility, readers}, edition);
      if (published) return published;
      if (!notebooks.find(account.id, notebook)) throw notFound("notebook");
      throw taken(slug);
    },
  };
}

function taken(slug: string): Problem {
  return new Problem("name-taken", `there is a published page at ${JSON.stringify(slug)}, or was: take another address`, {fields: {slug: "is taken"}});
}
