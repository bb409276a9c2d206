/** The first page after signing in: what you were doing, your data, and examples to learn from. */
import type {ComponentChildren} from "preact";
import {useEffect} from "preact/hooks";
import type {Account, DataSetSummary, ExampleSummary, NewNotebook, NotebookSummary} from "#notebooks";
import {describeError} from "../api/http.ts";
import {addresses, resources} from "../api/resources.ts";
import {Ago} from "../components/ago.tsx";
import {confirmAction} from "../components/confirm.tsx";
import {formatPlural, formatSize, shortDigest} from "../components/format.ts";
import {Icon} from "../components/icon.tsx";
import {MenuButton, MenuItem} from "../components/menu.tsx";
import {Sparkline} from "../components/sparkline.tsx";
import {showToast} from "../components/toast.tsx";
import {TopBar} from "../components/top-bar.tsx";
import {navigate} from "../routes.ts";
import {ScheduleLines} from "../schedules/schedule-lines.tsx";
import {TemplateGallery} from "../templates/template-gallery.tsx";
import {ExampleCards} from "./example-cards.tsx";
import {PublishedList} from "./published-list.tsx";
import {bringIn, DropTarget, UploadButton, UploadList} from "./uploads.tsx";
import {useResource, type Resource} from "./use-resource.ts";

const shownColumns = 4;

export async function openNew(notebook: NewNotebook): Promise<void> {
  try {
    const made = await resources.makeNotebook(notebook);
    navigate(`/notebooks/${made.id}`);
  } catch (error) {
    showToast(`The notebook was not made: ${describeError(error)}`);
  }
}

async function makeTemplate({id}: NotebookSummary, made: () => void): Promise<void> {
  try {
    const {title, columns, parameters} = await resources.makeTemplate({notebook: id});
    showToast(`${title} is a template now, with ${formatPlural(columns.length, "column")} and ${formatPlural(parameters.length, "parameter")} to choose.`);
    made();
  } catch (error) {
    showToast(`No template was made: ${describeError(error)}`);
  }
}

export function HomePage({account}: {account: Account}) {
  const notebooks = useResource(resources.notebooks);
  const dataSets = useResource(resources.dataSets);
  const examples = useResource(resources.examples);
  const published = useResource(resources.publications);
  const schedules = useResource(() => resources.schedules());
  const templates = useResource(resources.templates);
  useEffect(() => void (document.title = "Recto"), []);
  const count = notebooks.resource.status === "there" ? notebooks.resource.value.length : null;
  const isEmpty = count === 0;
  const isNew = count !== null && count <= 1;

  const hasExamples = examples.resource.status === "there" && examples.resource.value.length > 0;

  return (
    <>
      <TopBar account={account} />
      <main id="main" class="home">
        <div class="home-head">
          <h1>{isNew ? `Welcome, ${account.name}` : "Home"}</h1>
          <div class="actions">
            <UploadButton finished={dataSets.reload} />
            <button type="button" class="button primary" onClick={() => void openNew({})}><Icon name="plus" /> New notebook</button>
          </div>
        </div>
        <UploadList />
        {isEmpty && <Examples resource={examples.resource} isNew />}
        <Section title="Notebooks" resource={notebooks.resource} retry={notebooks.reload}>
          {(list) => list.length === 0 ? (
            <p class="empty">None yet. Begin with {hasExamples ? "an example above, with " : ""}<button type="button" class="link" onClick={() => void openNew({})}>an empty notebook</button>, or drop a notebook file on this page.</p>
          ) : (
            <ul class="notebook-list">{list.map((notebook) => <NotebookLine key={notebook.id} notebook={notebook} changed={() => { notebooks.reload(); published.reload(); }} templateMade={templates.reload} />)}</ul>
          )}
        </Section>
        {published.resource.status === "there" && published.resource.value.length > 0 && (
          <Section title="Published" resource={published.resource} retry={published.reload}>{(list) => <PublishedList publications={list} changed={published.reload} />}</Section>
        )}
        {schedules.resource.status === "there" && schedules.resource.value.length > 0 && (
          <Section title="Schedules" resource={schedules.resource} retry={schedules.reload}>{(list) => <ScheduleLines schedules={list} />}</Section>
        )}
        {isNew && !isEmpty && <Examples resource={examples.resource} isNew />}
        <Section title="Data" resource={dataSets.resource} retry={dataSets.reload}>
          {(list) => list.length === 0 ? (
            <div class="drop-here">
              <Icon name="upload" size={20} />
              <p><strong>Drop a file anywhere on this page</strong>, or <FileChoice finished={dataSets.reload} />.</p>
              <p class="quiet">CSV, JSON, Parquet, Arrow, text and logs, also .gz. What was found in it is shown, and can be corrected.</p>
            </div>
          ) : (
            <ul class="data-list">
              {list.map((dataSet) => <DataCard key={dataSet.id} dataSet={dataSet} />)}
              <li class="data-card-add">
                <Icon name="upload" size={18} />
                <span>Drop a file anywhere on this page, or <FileChoice finished={dataSets.reload} />.</span>
                <span>CSV, JSON, Parquet, Arrow, text and logs.</span>
              </li>
            </ul>
          )}
        </Section>
        <Section title="Templates" resource={templates.resource} retry={templates.reload}>
          {(list) => <TemplateGallery templates={list} dataSets={dataSets.resource.status === "there" ? dataSets.resource.value : []} changed={templates.reload} />}
        </Section>
        {!isNew && <Examples resource={examples.resource} />}
      </main>
      <DropTarget finished={dataSets.reload} />
    </>
  );
}

function FileChoice({finished}: {finished: () => void}) {
  return (
    <label class="link">
      choose one
      <input type="file" multiple class="visually-hidden" onChange={(event) => bringIn([...(event.currentTarget.files ?? [])], finished)} />
    </label>
  );
}

function Examples({resource, isNew = false}: {resource: Resource<readonly ExampleSummary[]>; isNew?: boolean}) {
  if (resource.status !== "there" || resource.value.length === 0) return null;
  return (
    <section class="home-section" aria-labelledby="examples">
      <h2 id="examples">{isNew ? "Begin with one that runs" : "Examples"}</h2>
      <ExampleCards examples={resource.value} open={(id) => void openNew({example: id})} />
    </section>
  );
}

interface SectionProps<T> {
  readonly title: string;
  readonly resource: Resource<T>;
  readonly retry: () => void;
  readonly children: (value: T) => ComponentChildren;
}

function Section<T>({title, resource, retry, children}: SectionProps<T>) {
  const id = title.toLowerCase();
  return (
    <section class="home-section" aria-labelledby={id} aria-busy={resource.status === "waiting"}>
      <h2 id={id}>{title}</h2>
      {resource.status === "waiting" && <div class="skeleton" aria-hidden="true"><i /><i /><i /></div>}
      {resource.status === "failed" && (
        <p class="notice error" role="alert"><Icon name="alert" /><span>{resource.error.message} <button type="button" class="link" onClick={retry}>Try again</button></span></p>
      )}
      {resource.status === "there" && children(resource.value)}
    </section>
  );
}

function NotebookLine({notebook, changed, templateMade}: {notebook: NotebookSummary; changed: () => void; templateMade: () => void}) {
  async function remove() {
    const agreed = await confirmAction({
      title: `Delete ${notebook.title || "Untitled"}?`,
      detail: `Its ${formatPlural(notebook.cells, "cell")} and results go for good, and a page that it published says that it was withdrawn. Data sets stay.`,
      verb: "Delete the notebook",
    });
    if (!agreed) return;
    try {
      await resources.deleteNotebook(notebook.id);
      changed();
    } catch (error) {
      showToast(`The notebook was not deleted: ${describeError(error)}`);
    }
  }
  return (
    <li class="notebook-line">
      <a class="notebook-link" href={`/notebooks/${notebook.id}`}>
        <span class="notebook-title">{notebook.title || "Untitled"}</span>
        <span class="notebook-data quiet">{notebook.data.join(", ")}</span>
        <span class="notebook-cells quiet number">{formatPlural(notebook.cells, "cell")}</span>
        <span class="digest" title={notebook.root ? `Root ${notebook.root}` : undefined}>{notebook.root ? shortDigest(notebook.root) : ""}</span>
        <span class="notebook-time quiet number"><Ago time={notebook.updatedAt} /></span>
      </a>
      <MenuButton
        label={`Actions for ${notebook.title || "Untitled"}`}
        align="end"
        items={() => (
          <>
            <MenuItem onSelect={() => void makeTemplate(notebook, templateMade)} icon={<Icon name="page" />}>Make a template of it</MenuItem>
            <MenuItem onSelect={() => void openNew({copyOf: notebook.id})} icon={<Icon name="copy" />}>Make a copy</MenuItem>
            <MenuItem href={addresses.notebookFile(notebook.id, {record: true, data: true})} download icon={<Icon name="download" />}>Download with record and data</MenuItem>
            <hr />
            <MenuItem danger onSelect={() => void remove()} icon={<Icon name="trash" />}>Delete</MenuItem>
          </>
        )}
      >
        <Icon name="more" />
      </MenuButton>
    </li>
  );
}

function DataCard({dataSet}: {dataSet: DataSetSummary}) {
  const numeric = dataSet.columns.filter(({type, sparkline}) => (type === "number" || type === "bigint") && sparkline.length > 1);
  return (
    <li class="data-card">
      <a href={`/data/${dataSet.id}`}>
        <span class="data-name">{dataSet.name}</span>
        <span class="quiet number data-facts">
          {formatPlural(dataSet.rows, dataSet.format === "text" ? "line" : "row")}{dataSet.columns.length > 0 && ` · ${formatPlural(dataSet.columns.length, "column")}`} · {formatSize(dataSet.sizeBytes)}
        </span>
        {dataSet.badRowCount > 0 && <span class="data-bad"><Icon name="alert" size={13} /> {formatPlural(dataSet.badRowCount, "row")} not read</span>}
        <span class="data-columns">
          {numeric.slice(0, shownColumns).map(({name, sparkline}) => (
            <span class="data-column" key={name}><span class="quiet">{name}</span><Sparkline values={sparkline} width={96} /></span>
          ))}
          {numeric.length > shownColumns && <span class="quiet data-more">and {numeric.length - shownColumns} more</span>}
        </span>
      </a>
    </li>
  );
}
