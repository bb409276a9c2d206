/** Publishing: a notebook's readable address, and the editions under it, each a snapshot of one kept run. */
import type {VerifyReport} from "./record.ts";

/** `public`: anybody may read and search engines may list it; `unlisted`: whoever has the address; `named`: the accounts named, signed in. */
export type Visibility = "public" | "unlisted" | "named";

export const visibilities: readonly ["public", "unlisted", "named"] = ["public", "unlisted", "named"];

/** `POST /api/notebooks/:id/publication`: makes an edition of a run, and the publication when the notebook has none. */
export interface NewEdition {
  /** A kept run of the notebook that proves something; what the notebook shows now when absent. */
  readonly run?: string;
  readonly visibility: Visibility;
  /** E-mail addresses of the accounts that may read; for `named` alone. */
  readonly readers?: readonly string[];
  /** What the readable address ends with; made from the title when absent, and kept once the notebook is published. */
  readonly slug?: string;
  /** Whether the source of cells is open when the page is; folded otherwise. */
  readonly showsSource: boolean;
  /** Whether the data sets go with it: into the download, and to those who make a copy. */
  readonly includesData: boolean;
}

/** `PATCH /api/publications/:id`: who may read; the editions stay as they are. */
export interface PublicationChanges {
  readonly visibility?: Visibility;
  readonly readers?: readonly string[];
}

/** A data set as an edition read it, and how the owner's data set of that name is now. */
export interface Lineage {
  readonly name: string;
  readonly digest: string;
  readonly rows: number;
  readonly now: "same" | "changed" | "gone";
}

export interface Edition {
  readonly root: string;
  readonly title: string;
  readonly author: string;
  /** ISO 8601, UTC. */
  readonly publishedAt: string;
  /** The address that never changes, from the server's root: `/p/SLUG/ROOT`. */
  readonly address: string;
  readonly showsSource: boolean;
  readonly includesData: boolean;
  readonly data: readonly Lineage[];
  /** The latest time that it was run again; null for never. */
  readonly verified: VerifiedEdition | null;
}

export interface VerifiedEdition {
  readonly same: boolean;
  readonly at: string;
  /** The kernel that ran it again. */
  readonly kernel: {readonly version: string; readonly engine: string};
}

/** An entry of `GET /api/publications`, newest first. */
export interface Publication {
  readonly id: string;
  readonly notebook: string;
  readonly title: string;
  readonly slug: string;
  /** The address that follows the latest edition: `/p/SLUG`. */
  readonly address: string;
  readonly visibility: Visibility;
  readonly readers: readonly string[];
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Newest first. */
  readonly editions: readonly Edition[];
}

/** The answer of `POST /api/published/:slug/:root/verification`. */
export interface EditionVerification {
  readonly report: VerifyReport;
  /** Whether it was run for this request, or lately for another. */
  readonly isFresh: boolean;
}
