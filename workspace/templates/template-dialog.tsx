/** The choice before a template runs: the data set, a column for each role (guessed), and the parameters. */
import {useEffect, useState} from "preact/hooks";
import type {ChosenColumns, DataSetSummary, Json, TemplateOffer, TemplateParameter, TemplateSummary} from "#notebooks";
import {describeError} from "../api/http.ts";
import {resources} from "../api/resources.ts";
import {Dialog} from "../components/dialog.tsx";
import {Icon} from "../components/icon.tsx";
import {runTemplate} from "./run-template.ts";

interface TemplateDialogProps {
  readonly template: TemplateSummary;
  /** The data sets to choose from; one is chosen already. */
  readonly dataSets: readonly DataSetSummary[];
  /** Whether the template's own sample can be chosen as well. */
  readonly offersSample?: boolean;
  readonly onClose: () => void;
}

/** Stands for the sample among the ids of data sets. */
const sampleChoice = "the sample";

export function TemplateDialog({template, dataSets, offersSample = false, onClose}: TemplateDialogProps) {
  const fitting = dataSets.filter(({format}) => template.needs === (format === "text" ? "text" : "table"));
  const hasSample = offersSample && template.hasSample;
  const [dataSet, setDataSet] = useState(fitting[0]?.id ?? (hasSample ? sampleChoice : ""));
  const [offer, setOffer] = useState<TemplateOffer | null>(null);
  const [columns, setColumns] = useState<ChosenColumns>({});
  const [parameters, setParameters] = useState<{readonly [name: string]: Json}>(Object.fromEntries(template.parameters.map(({name, default: value}) => [name, value])));
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const needsData = template.needs !== "nothing";

  useEffect(() => {
    setOffer(null);
    if (!needsData || dataSet === "" || dataSet === sampleChoice) return;
    let isCurrent = true;
    resources.templatesFor(dataSet).then(
      (offers) => {
        const found = offers.find((one) => one.template.id === template.id);
        if (!isCurrent || !found) return;
        setOffer(found);
        setColumns(found.columns);
      },
      (error: unknown) => isCurrent && setFault(describeError(error)),
    );
    return () => void (isCurrent = false);
  }, [dataSet]);

  const lacking = template.columns.find(({name, isRequired}) => isRequired && (columns[name] ?? null) === null);
  const isReady = !needsData || dataSet === sampleChoice || (offer !== null && !lacking);
  const chosenData = dataSet === sampleChoice ? {sample: true} : {dataSet, columns};

  async function run(event: Event) {
    event.preventDefault();
    setBusy(true);
    setFault(null);
    try {
      await runTemplate(template.id, {...(needsData && chosenData), parameters});
    } catch (error) {
      setFault(describeError(error));
      setBusy(false);
    }
  }

  return (
    <Dialog title={template.title} onClose={onClose} class="template-dialog">
      <form class="template-form" onSubmit={(event) => void run(event)}>
        <p class="quiet">{template.description}</p>
        {needsData && fitting.length === 0 && !hasSample && (
          <p class="notice warn"><Icon name="alert" /><span>It reads a {template.needs === "text" ? "text, such as a log" : "table"}. Upload one on the home page first.</span></p>
        )}
        {needsData && (fitting.length > 0 || hasSample) && (
          <label class="field">
            Data set
            <select class="select" value={dataSet} onChange={(event) => setDataSet(event.currentTarget.value)}>
              {fitting.map(({id, name}) => <option key={id} value={id}>{name}</option>)}
              {hasSample && <option value={sampleChoice}>The sample that comes with it</option>}
            </select>
            {fitting.length === 0 && <span class="hint">You have no {template.needs === "text" ? "text, such as a log," : "table"} yet: try it on the sample, or upload one on the home page.</span>}
          </label>
        )}
        {offer && template.columns.map(({name, title, description, isRequired}) => (
          <label key={name} class="field">
            Column for {title}
            <select class="select" value={columns[name] ?? ""} onChange={(event) => setColumns({...columns, [name]: event.currentTarget.value || null})}>
              {(!isRequired || (columns[name] ?? null) === null) && <option value="">{isRequired ? "choose one" : "none"}</option>}
              {(offer.candidates[name] ?? []).map((column) => <option key={column} value={column}>{column}</option>)}
            </select>
            <span class="hint">{(offer.candidates[name] ?? []).length === 0 ? `This data set has no column for it: ${description}.` : description}</span>
          </label>
        ))}
        {template.parameters.map((parameter) => (
          <ParameterField key={parameter.name} parameter={parameter} value={parameters[parameter.name] ?? null} change={(value) => setParameters({...parameters, [parameter.name]: value})} />
        ))}
        {fault && <p class="notice error" role="alert"><Icon name="alert" /><span>{fault}</span></p>}
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>Cancel</button>
          <button type="submit" class="button primary" disabled={busy || !isReady}>{busy ? "Making the notebook…" : "Run"}</button>
        </div>
      </form>
    </Dialog>
  );
}

function ParameterField({parameter, value, change}: {parameter: TemplateParameter; value: Json; change: (value: Json) => void}) {
  const {title, type, minimum, maximum, step, choices = []} = parameter;
  if (type === "boolean")
    return <label class="check"><input type="checkbox" checked={value === true} onChange={(event) => change(event.currentTarget.checked)} /> {title}</label>;
  return (
    <label class="field">
      {title}
      {type === "choice" && <select class="select" value={String(value)} onChange={(event) => change(event.currentTarget.value)}>{choices.map((choice) => <option key={choice} value={choice}>{choice}</option>)}</select>}
      {type === "text" && <input class="input" value={String(value)} onInput={(event) => change(event.currentTarget.value)} />}
      {type === "number" && (
        <input class="input" type="number" required value={String(value)} min={minimum} max={maximum} step={step ?? "any"} onInput={(event) => Number.isFinite(event.currentTarget.valueAsNumber) && change(event.currentTarget.valueAsNumber)} />
      )}
      {minimum !== undefined && maximum !== undefined && <span class="hint">{minimum} to {maximum}</span>}
    </label>
  );
}
