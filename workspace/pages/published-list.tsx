/** What the account publishes, with its addresses and whether it still holds. */
import type {Publication} from "#notebooks";
import {Ago} from "../components/ago.tsx";
import {Icon} from "../components/icon.tsx";

const audiences = {public: "public", unlisted: "unlisted", named: "named readers"} as const;

export function PublishedList({publications}: {publications: readonly Publication[]}) {
  return (
    <ul class="notebook-list">
      {publications.map((publication) => <PublishedLine key={publication.id} publication={publication} />)}
    </ul>
  );
}

function PublishedLine({publication}: {publication: Publication}) {
  const {title, address, visibility, updatedAt, editions} = publication;
  const [latest] = editions;
  const changed = latest?.data.filter(({now}) => now !== "same") ?? [];
  return (
    <li class="notebook-line">
      <a class="notebook-link published-link" href={address} target="_blank" rel="noopener">
        <span class="notebook-title">{title}</span>
        <span class="notebook-data quiet">{address}</span>
        <span class="quiet published-audience">{audiences[visibility]}</span>
        <span class="published-state">
          {changed.length > 0
            ? <span class="published-aged" title={`Changed since: ${changed.map(({name}) => name).join(", ")}`}><Icon name="alert" size={13} /> data changed</span>
            : latest?.verified && <span class={latest.verified.same ? "published-good" : "published-bad"}>{latest.verified.same ? "verified" : "different"}</span>}
        </span>
        <span class="notebook-time quiet number"><Ago time={updatedAt} /></span>
      </a>
    </li>
  );
}
