/** Who may read what is published, and what a reader finds at an address: the edition, or that it is gone, or nothing. */
import {Problem, notFound} from "../http/problem.ts";
import type {OwnAccount} from "../accounts/account-store.ts";
import type {PublicationStore, StoredEdition, StoredPublication} from "./publication-store.ts";

export interface FoundEdition {
  readonly publication: StoredPublication;
  readonly edition: StoredEdition;
  readonly latest: StoredEdition;
}

/**
 * The edition of that root at the slug, or the latest where no root is given. Throws `withdrawn` for what was published here and is no more, and
 * `not-found` for everything that the reader may not see, whether it is there or not.
 */
export function findPublished(publications: PublicationStore, slug: string, root: string | null, reader: OwnAccount | undefined): FoundEdition {
  const publication = publications.findBySlug(slug);
  if (!publication) {
    if (publications.isGone(slug)) throw new Problem("withdrawn", "what was published here was withdrawn by its author");
    throw notFound("published page");
  }
  if (!mayRead(publication, reader)) throw notFound("published page");
  const latest = publications.latest(publication);
  const edition = root === null || root === latest?.root ? latest : publications.findEdition(publication, root);
  if (!latest || !edition) throw notFound("published page");
  return {publication, edition, latest};
}

export function mayRead({owner, visibility, readers}: StoredPublication, reader: OwnAccount | undefined): boolean {
  if (visibility !== "named") return true;
  return reader !== undefined && (reader.id === owner || readers.includes(reader.email));
}
