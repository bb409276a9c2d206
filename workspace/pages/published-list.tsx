/** What the account publishes, with its addresses and whether it still holds. */
import type {Publication} from "#notebooks";
import {Ago} from "../components/ago.tsx";
import {Icon} from "../components/icon.tsx";
import {MenuButton, MenuItem} from "../components/menu.tsx";
import {copyAddress, withdraw} from "./publication-actions.ts";

const audiences = {public: "public", unlisted: "unlisted", named: "named readers"} as const;

export function PublishedList({publications, changed}: {publications: readonly Publication[]; changed: () => void}) {
  return (
    <ul class="notebook-list">
      {publications.map((publication) => <PublishedLine key={publication.id} publication={publication} changed={changed} />)}
    </ul>
  );
}

function PublishedLine({publication, changed}: {publication: Publication; changed: () => void}) {
  const {title, address, visibility, updatedAt, editions} = publication;
  const [latest] = editions;
  const aged = latest?.data.filter(({now}) => now !== "same") ?? [];
  return (
    <li class="notebook-line">
      <a class="notebook-link published-link" href={address} target="_blank" rel="noopener">
        <span class="notebook-title">{title}</span>
        <span class="notebook-data quiet">{address}</span>
        <span class="quiet published-audience">{audiences[visibility]}</span>
        <span class="published-state">
          {aged.length > 0
            ? <span class="published-aged" title={`Changed since: ${aged.map(({name}) => name).join(", ")}`}><Icon name="alert" size={13} /> data changed</span>
            : latest?.verified && <span class={latest.verified.same ? "published-good" : "published-bad"}>{latest.verified.same ? "verified" : "different"}</span>}
        </span>
        <span class="notebook-time quiet number"><Ago time={updatedAt} /></span>
      </a>
      <MenuButton
        label={`Actions for the page ${title}`}
        align="end"
        items={() => (
          <>
            <MenuItem href={`/notebooks/${publication.notebook}`} icon={<Icon name="page" />}>Open the notebook</MenuItem>
            <MenuItem onSelect={() => copyAddress(address)} icon={<Icon name="copy" />}>Copy the address</MenuItem>
            {latest && <MenuItem href={`${latest.address}/download`} download icon={<Icon name="download" />}>Download</MenuItem>}
            <hr />
            <MenuItem danger onSelect={() => void withdraw(publication, changed)} icon={<Icon name="trash" />}>Withdraw</MenuItem>
          </>
        )}
      >
        <Icon name="more" />
      </MenuButton>
    </li>
  );
}
