/** Publishing the notebook as it is now: who may read, what goes with it, and the addresses that come of it. */
import {useEffect, useState} from "preact/hooks";
import type {NewEdition, Publication, Visibility} from "#notebooks";
import {describeError, HttpError} from "../api/http.ts";
import {resources} from "../api/resources.ts";
import {Ago} from "../components/ago.tsx";
import {Dialog} from "../components/dialog.tsx";
import {Icon} from "../components/icon.tsx";
import {showToast} from "../components/toast.tsx";
import {copyAddress, withdraw} from "../pages/publication-actions.ts";
import {useWorkbench} from "./workbench.ts";

const choices: readonly (readonly [Visibility, string, string])[] = [
  ["public", "Public", "Anybody may read it, and search engines may list it."],
  ["unlisted", "Unlisted", "Whoever has the address may read it."],
  ["named", "Named readers", "The accounts that you name, signed in."],
];

export function PublishDialog() {
  const workbench = useWorkbench();
  const close = () => (workbench.dialog.value = null);
  const [present, setPresent] = useState<Publication | null | "waiting">("waiting");
  useEffect(() => {
    resources.publication(workbench.notebook).then(setPresent, (error: unknown) => {
      if (!(error instanceof HttpError) || error.problem.status !== 404) showToast(describeError(error));
      setPresent(null);
    });
  }, []);
  return (
    <Dialog title="Publish" class="publish-dialog" onClose={close}>
      <div class="dialog-body">
        {present === "waiting" ? <p class="quiet">Looking whether it is published…</p> : (
          <>
            {present && <Published publication={present} withdrawn={() => setPresent(null)} />}
            <PublishForm key={present?.updatedAt ?? ""} present={present} published={setPresent} />
          </>
        )}
      </div>
    </Dialog>
  );
}

function Published({publication, withdrawn}: {publication: Publication; withdrawn: () => void}) {
  const [latest] = publication.editions;
  return (
    <div class="published">
      <p><Icon name="shield-check" /> <span>Published <Ago time={publication.updatedAt} />{publication.editions.length > 1 ? `, ${publication.editions.length} editions` : ""}</span></p>
      <Address label="Follows the latest" address={publication.address} />
      {latest && <Address label="Stays with this run" address={latest.address} />}
      <p><button type="button" class="link" onClick={() => void withdraw(publication, withdrawn)}>Withdraw it</button></p>
    </div>
  );
}

function Address({label, address}: {label: string; address: string}) {
  return (
    <div class="published-address">
      <span class="quiet">{label}</span>
      <a href={address} target="_blank" rel="noopener">{address}</a>
      <button type="button" class="icon-button" aria-label={`Copy the address that ${label.toLowerCase()}`} onClick={() => copyAddress(address)}><Icon name="copy" /></button>
    </div>
  );
}

function PublishForm({present, published}: {present: Publication | null; published: (publication: Publication) => void}) {
  const workbench = useWorkbench();
  const latest = present?.editions[0];
  const [visibility, setVisibility] = useState<Visibility>(present?.visibility ?? "public");
  const [readers, setReaders] = useState(present?.readers.join("\n") ?? "");
  const [slug, setSlug] = useState("");
  const [showsSource, setShowsSource] = useState(latest?.showsSource ?? false);
  const [includesData, setIncludesData] = useState(latest?.includesData ?? false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    setBusy(true);
    setFault(null);
    const edition: NewEdition = {
      visibility, showsSource, includesData,
      ...(visibility === "named" && {readers: readers.split(/[\s,;]+/).filter(Boolean)}),
      ...(present === null && slug.trim() !== "" && {slug: slug.trim()}),
    };
    try {
      published(await resources.publish(workbench.notebook, edition));
      showToast(present ? "Published: the readable address shows this run now" : "Published");
    } catch (error) {
      setFault(describeError(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form class="publish-form" onSubmit={(event) => void submit(event)}>
      <fieldset>
        <legend>Who may read</legend>
        {choices.map(([value, name, hint]) => (
          <label class="choice" key={value}>
            <input type="radio" name="visibility" value={value} checked={visibility === value} onChange={() => setVisibility(value)} />
            <span>{name}<span class="hint">{hint}</span></span>
          </label>
        ))}
      </fieldset>
      {visibility === "named" && (
        <label class="field">
          E-mail addresses of the readers
          <textarea class="input" rows={3} value={readers} onInput={(event) => setReaders(event.currentTarget.value)} />
        </label>
      )}
      {present === null && (
        <label class="field">
          Address
          <input class="input" name="slug" value={slug} placeholder="made from the title" onInput={(event) => setSlug(event.currentTarget.value)} />
          <span class="hint">{location.origin}/p/{slug || "…"} — lower-case letters, digits and hyphens. It stays once it is published.</span>
        </label>
      )}
      <label class="choice"><input type="checkbox" checked={showsSource} onChange={(event) => setShowsSource(event.currentTarget.checked)} /><span>Show the code<span class="hint">It is folded otherwise, and readers can open it.</span></span></label>
      <label class="choice"><input type="checkbox" checked={includesData} onChange={(event) => setIncludesData(event.currentTarget.checked)} /><span>Publish the data sets with it<span class="hint">In the download, and for those who make a copy. Otherwise readers see what the cells show, and can have it verified here.</span></span></label>
      {fault && <p class="notice error" role="alert"><Icon name="alert" /><span>It was not published: {fault}</span></p>}
      <div class="publish-foot"><button type="submit" class="button primary" disabled={busy}>{busy ? "Publishing…" : present ? "Publish as it is now" : "Publish"}</button></div>
    </form>
  );
}
