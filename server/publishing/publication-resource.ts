/** Publications and editions as the HTTP interface tells them, with how the data is now. */
import type {Edition, Lineage, Publication} from "#notebooks";
import type {DataSetStore} from "../data-sets/data-set-store.ts";
import {toIso} from "../effects.ts";
import type {OwnerId} from "../store/schema.ts";
import type {PinnedData, PublicationStore, StoredEdition, StoredPublication} from "./publication-store.ts";

type DataSets = Pick<DataSetStore, "findByName" | "findByDigest">;

export const toAddress = (slug: string): string => `/p/${slug}`;

export function toPublicationResource(publication: StoredPublication, publications: PublicationStore, dataSets: DataSets): Publication {
  const {id, notebook, slug, visibility, readers, createdAt, updatedAt} = publication;
  const editions = publications.editions(publication).map((edition) => toEditionResource(publication, edition, dataSets));
  return {
    id, notebook, slug, visibility, readers, editions,
    title: editions[0]?.title ?? "Untitled",
    address: toAddress(slug),
    createdAt: toIso(createdAt),
    updatedAt: toIso(updatedAt),
  };
}

export function toEditionResource({owner, slug}: StoredPublication, edition: StoredEdition, dataSets: DataSets): Edition {
  const {root, title, author, publishedAt, showsSource, includesData, data, verified} = edition;
  return {
    root, title, author, showsSource, includesData,
    publishedAt: toIso(publishedAt),
    address: `${toAddress(slug)}/${root}`,
    data: data.map((pinned) => toLineage(owner, pinned, dataSets)),
    verified: verified && {same: verified.same, at: toIso(verified.verifiedAt), kernel: verified.kernel},
  };
}

/** The owner's data set of that name is what a new run would read. */
function toLineage(owner: OwnerId, {name, digest, rows}: PinnedData, dataSets: DataSets): Lineage {
  const present = dataSets.findByName(owner, name) ?? dataSets.findByDigest(owner, digest);
  return {name, digest, rows, now: !present ? "gone" : present.inspection.digest === digest ? "same" : "changed"};
}
