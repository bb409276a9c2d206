/** On a data set's page: the templates that fit it, with the columns that were guessed. One click runs one; the columns can be changed before. */
import {useState} from "preact/hooks";
import type {DataSetSummary, TemplateOffer, TemplateSummary} from "#notebooks";
import {describeError} from "../api/http.ts";
import {resources} from "../api/resources.ts";
import {CardPicture} from "../components/card-picture.tsx";
import {showToast} from "../components/toast.tsx";
import {useResource} from "../pages/use-resource.ts";
import {runTemplate} from "./run-template.ts";
import {TemplateDialog} from "./template-dialog.tsx";

/** `dataSet.digest` changes when it is read another way: then the columns are guessed again. */
export function AnalyseWith({dataSet}: {dataSet: DataSetSummary}) {
  const {resource} = useResource(() => resources.templatesFor(dataSet.id), dataSet.digest);
  const [chosen, setChosen] = useState<TemplateSummary | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  if (resource.status !== "there") return null;
  const fitting = resource.value.filter(({lacks}) => lacks === null);
  const others = resource.value.filter(({lacks}) => lacks !== null);

  async function run({template, columns}: TemplateOffer) {
    setBusy(template.id);
    try {
      await runTemplate(template.id, {dataSet: dataSet.id, columns});
    } catch (error) {
      showToast(`It could not be run: ${describeError(error)}`);
      setBusy(null);
    }
  }

  return (
    <section class="page-section" aria-labelledby="analyse">
      <h2 id="analyse">Analyse with</h2>
      {fitting.length === 0 && <p class="empty">No template fits these columns.</p>}
      <ul class="example-cards template-offers">
        {fitting.map((offer) => (
          <li key={offer.template.id}>
            <div class="example-card">
              <CardPicture of={offer.template.picture} />
              <span class="example-title">{offer.template.title}</span>
              <span class="quiet">{describeColumns(offer)}</span>
              <div class="template-actions">
                <button type="button" class="button primary" disabled={busy !== null} aria-label={`Run ${offer.template.title}`} onClick={() => void run(offer)}>{busy === offer.template.id ? "Making it…" : "Run"}</button>
                <button type="button" class="button plain" disabled={busy !== null} aria-label={`Change the columns of ${offer.template.title}`} onClick={() => setChosen(offer.template)}>Change</button>
              </div>
            </div>
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <details class="template-others">
          <summary>{others.length === 1 ? "One more template does" : `${others.length} more templates do`} not fit</summary>
          <ul>{others.map(({template, lacks}) => <li key={template.id}><strong>{template.title}</strong>: {lacks}</li>)}</ul>
        </details>
      )}
      {chosen && <TemplateDialog template={chosen} dataSets={[dataSet]} onClose={() => setChosen(null)} />}
    </section>
  );
}

function describeColumns({template, columns}: TemplateOffer): string {
  const named = template.columns.flatMap(({name, title}) => {
    const column = columns[name] ?? null;
    return column === null ? [] : [`${column} as ${title}`];
  });
  return named.length === 0 ? template.description : named.join(", ");
}
