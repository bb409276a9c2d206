/** A data set: what was found in the file and how to correct it, its columns, its first rows, where it is used. */
import "../styles/outputs.css";
import {useEffect, useState} from "preact/hooks";
import type {DataSetDetail, Parsing} from "#notebooks";
import {signedIn} from "../account.ts";
import {describeError} from "../api/http.ts";
import {addresses, resources} from "../api/resources.ts";
import {Ago} from "../components/ago.tsx";
import {copyText} from "../components/clipboard.ts";
import {confirmAction} from "../components/confirm.tsx";
import {Digest} from "../components/digest.tsx";
import {formatCount, formatPlural, formatSize} from "../components/format.ts";
import {Icon} from "../components/icon.tsx";
import {MenuButton, MenuItem} from "../components/menu.tsx";
import {showToast} from "../components/toast.tsx";
import {TopBar} from "../components/top-bar.tsx";
import {navigate} from "../routes.ts";
import {AnalyseWith} from "../templates/analyse-with.tsx";
import {ColumnsTable} from "./columns-table.tsx";
import {DataRows} from "./data-rows.tsx";
import {openNew} from "./home.tsx";
import {ParsingForm} from "./parsing-form.tsx";
import {NothingHere, Unreachable, Waiting} from "./states.tsx";
import {useResource} from "./use-resource.ts";

export function DataSetPage({id}: {id: string}) {
  const {resource, reload, set} = useResource(() => resources.dataSet(id), id);
  const who = signedIn.value;
  useEffect(() => {
    if (resource.status === "there") document.title = `${resource.value.name} · Recto`;
  }, [resource]);
  return (
    <>
      <TopBar {...(who.status === "in" ? {account: who.account} : {})} />
      {resource.status === "waiting" && <Waiting what="data set" />}
      {resource.status === "failed" && (resource.error.problem.status === 404 ? <NothingHere what="data set" /> : <Unreachable message={resource.error.message} retry={reload} />)}
      {resource.status === "there" && <KnownDataSet dataSet={resource.value} changed={set} />}
    </>
  );
}

function KnownDataSet({dataSet, changed}: {dataSet: DataSetDetail; changed: (dataSet: DataSetDetail) => void}) {
  const {inspection} = dataSet;
  const [draft, setDraft] = useState<Parsing>(inspection.parsing);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const isChanged = JSON.stringify(draft) !== JSON.stringify(inspection.parsing);

  async function readAgain() {
    setBusy(true);
    setFault(null);
    try {
      const corrected = await resources.changeDataSet(dataSet.id, {parsing: draft});
      changed(corrected);
      setDraft(corrected.inspection.parsing);
      showToast(`Read again: ${formatPlural(corrected.rows, "row")}${corrected.badRowCount > 0 ? `, ${formatPlural(corrected.badRowCount, "row")} could not be read` : ""}`);
    } catch (error) {
      setFault(describeError(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <main id="main" class="data-page">
      <a class="crumb" href="/"><Icon name="chevron-left" size={13} /> Home</a>
      <Head dataSet={dataSet} changed={changed} />
      <AnalyseWith dataSet={dataSet} />

      <section class="page-section" aria-labelledby="found">
        <h2 id="found">How it was read</h2>
        {inspection.notes.length > 0 && (
          <ul class="notes">{inspection.notes.map((note) => <li key={note} class="notice warn"><Icon name="alert" /><span>{note}</span></li>)}</ul>
        )}
        <ParsingForm parsing={draft} change={setDraft} />
        {fault && <p class="notice error" role="alert"><Icon name="alert" /><span>It could not be read that way: {fault}. It is kept as it was.</span></p>}
        {isChanged && (
          <div class="parsing-actions">
            <button type="button" class="button primary" disabled={busy} onClick={() => void readAgain()}>{busy ? "Reading…" : "Read it again this way"}</button>
            <button type="button" class="button plain" disabled={busy} onClick={() => setDraft(inspection.parsing)}>Put it back</button>
            <span class="quiet">The digest will change, since it covers how the file is read.</span>
          </div>
        )}
      </section>

      {inspection.badRowCount > 0 && <BadRows dataSet={dataSet} />}
      {inspection.columns.length > 0 && <ColumnsTable dataSet={dataSet} parsing={draft} change={setDraft} />}
      <DataRows dataSet={dataSet} />

      {dataSet.usedBy.length > 0 && (
        <section class="page-section" aria-labelledby="used">
          <h2 id="used">Used in</h2>
          <ul class="used-by">{dataSet.usedBy.map(({id, title}) => <li key={id}><a href={`/notebooks/${id}`}>{title || "Untitled"}</a></li>)}</ul>
        </section>
      )}
    </main>
  );
}

function Head({dataSet, changed}: {dataSet: DataSetDetail; changed: (dataSet: DataSetDetail) => void}) {
  const [isRenaming, setRenaming] = useState(false);
  async function rename(name: string) {
    setRenaming(false);
    if (name === "" || name === dataSet.name) return;
    try {
      changed(await resources.changeDataSet(dataSet.id, {name}));
    } catch (error) {
      showToast(`It was not renamed: ${describeError(error)}`);
    }
  }
  async function remove() {
    const users = dataSet.usedBy.length;
    const agreed = await confirmAction({
      title: `Delete ${dataSet.name}?`,
      detail: users > 0 ? `${formatPlural(users, "notebook")} read it and will fail to run. The file goes for good.` : "The file goes for good.",
      verb: "Delete the data set",
    });
    if (!agreed) return;
    try {
      await resources.deleteDataSet(dataSet.id, users > 0);
      navigate("/");
    } catch (error) {
      showToast(`It was not deleted: ${describeError(error)}`);
    }
  }
  return (
    <div class="data-head">
      <div>
        {isRenaming ? (
          <input
            class="input"
            aria-label="Name of the data set"
            autoFocus
            defaultValue={dataSet.name}
            onBlur={(event) => void rename(event.currentTarget.value.trim())}
            onKeyDown={(event) => {
              if (event.key === "Enter") event.currentTarget.blur();
              if (event.key === "Escape") setRenaming(false);
            }}
          />
        ) : (
          <h1>{dataSet.name}</h1>
        )}
        <p class="facts number">
          <span>{formatPlural(dataSet.rows, dataSet.format === "text" ? "line" : "row")}</span>
          {dataSet.columns.length > 0 && <span>{formatPlural(dataSet.columns.length, "column")}</span>}
          <span title={`${formatCount(dataSet.sizeBytes)} bytes`}>{formatSize(dataSet.sizeBytes)}</span>
          <span>{dataSet.fileName}</span>
          <span>uploaded <Ago time={dataSet.createdAt} /></span>
          <Digest digest={dataSet.digest} label="Digest of the data set" />
        </p>
      </div>
      <div class="actions">
        <button type="button" class="button primary" onClick={() => void openNew({dataSet: dataSet.id})}><Icon name="plus" /> New notebook from this data</button>
        <MenuButton
          label={`Actions for ${dataSet.name}`}
          align="end"
          items={() => (
            <>
              <MenuItem icon={<Icon name="edited" />} onSelect={() => setRenaming(true)}>Rename</MenuItem>
              <MenuItem icon={<Icon name="copy" />} onSelect={() => void copyCall(dataSet.name)}>Copy the call that reads it</MenuItem>
              <MenuItem icon={<Icon name="download" />} href={addresses.dataSetFile(dataSet.id)} download>Download the file</MenuItem>
              <hr />
              <MenuItem danger icon={<Icon name="trash" />} onSelect={() => void remove()}>Delete</MenuItem>
            </>
          )}
        >
          <Icon name="more" />
        </MenuButton>
      </div>
    </div>
  );
}

async function copyCall(name: string): Promise<void> {
  const call = `data(${JSON.stringify(name)})`;
  await copyText(call);
  showToast(`${call} copied`);
}

function BadRows({dataSet: {inspection}}: {dataSet: DataSetDetail}) {
  const {badRows, badRowCount} = inspection;
  return (
    <section class="page-section" aria-labelledby="bad">
      <h2 id="bad">{formatPlural(badRowCount, "row")} could not be read</h2>
      <ol class="bad-rows" tabIndex={0} aria-label="Rows that could not be read">
        {badRows.map(({line, reason, text}, index) => <li key={index}><span class="quiet number">line {formatCount(line)}</span><span>{reason}</span><code title={text}>{text}</code></li>)}
        {badRowCount > badRows.length && <li class="quiet"><span /><span>and {formatCount(badRowCount - badRows.length)} more</span></li>}
      </ol>
    </section>
  );
}
