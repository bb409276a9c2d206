/** The gallery on the home page: every template as a card; a click asks for the data and runs it. */
import {useState} from "preact/hooks";
import type {DataSetSummary, TemplateSummary} from "#notebooks";
import {describeError} from "../api/http.ts";
import {resources} from "../api/resources.ts";
import {CardPicture} from "../components/card-picture.tsx";
import {confirmAction} from "../components/confirm.tsx";
import {Icon} from "../components/icon.tsx";
import {showToast} from "../components/toast.tsx";
import {TemplateDialog} from "./template-dialog.tsx";

interface TemplateGalleryProps {
  readonly templates: readonly TemplateSummary[];
  readonly dataSets: readonly DataSetSummary[];
  readonly changed: () => void;
}

export function TemplateGallery({templates, dataSets, changed}: TemplateGalleryProps) {
  const [chosen, setChosen] = useState<TemplateSummary | null>(null);
  return (
    <>
      <ul class="example-cards template-cards">
        {templates.map((template) => (
          <li key={template.id}>
            <button type="button" class="example-card" onClick={() => setChosen(template)}>
              <CardPicture of={template.picture} />
              <span class="example-title">{template.title}</span>
              <span class="quiet">{template.description}</span>
            </button>
            {template.isOwn && <button type="button" class="icon-button" aria-label={`Delete the template ${template.title}`} onClick={() => void remove(template, changed)}><Icon name="trash" /></button>}
          </li>
        ))}
      </ul>
      {chosen && <TemplateDialog template={chosen} dataSets={dataSets} offersSample onClose={() => setChosen(null)} />}
    </>
  );
}

async function remove({id, title}: TemplateSummary, changed: () => void): Promise<void> {
  const agreed = await confirmAction({title: `Delete the template ${title}?`, detail: "Notebooks that were made of it stay.", verb: "Delete the template"});
  if (!agreed) return;
  try {
    await resources.deleteTemplate(id);
    changed();
  } catch (error) {
    showToast(`The template was not deleted: ${describeError(error)}`);
  }
}
