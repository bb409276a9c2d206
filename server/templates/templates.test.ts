/** Templates over HTTP: what fits a data set, one request to a finished run, choices that cannot be, and one's own. */
import {readFileSync} from "node:fs";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {libraryTemplates} from "#templates";
import type {DataSetDetail, HttpProblem, NotebookSummary, RunSummary, TemplateOffer, TemplateRun, TemplateSummary} from "#notebooks";
import {startServer} from "../testing/server.ts";
import type {Client} from "../testing/client.ts";
import type {TestServer} from "../testing/server.ts";
import {templateOfferSchema, templateRunSchema, templateSchema} from "./resources.ts";

let server: TestServer;
let owner: Client;
let stranger: Client;
let sales: DataSetDetail;
let log: DataSetDetail;

beforeAll(async () => {
  server = await startServer();
  owner = await server.client().signUp("owner");
  stranger = await server.client().signUp("stranger");
  const sample = libraryTemplates().find(({manifest}) => manifest.id === "data-profile")!.sample!;
  sales = (await owner.send<DataSetDetail>("POST", "/api/data-sets?name=sales&file=sales.csv", readFileSync(sample.path))).body;
  log = (await owner.send<DataSetDetail>("POST", "/api/data-sets?name=log&file=app.log", "one line\nanother line\n")).body;
});
afterAll(() => server.close());

const post = <Body = HttpProblem>(id: string, body: unknown, client = owner) => client.send<Body>("POST", `/api/templates/${id}/runs`, body);

describe("the list", () => {
  it("has the templates of the program, as the document of the interface says", async () => {
    const {body} = await owner.send<TemplateSummary[]>("GET", "/api/templates");
    expect(body.map(({id}) => id)).toEqual(libraryTemplates().map(({manifest}) => manifest.id));
    for (const template of body) expect(templateSchema.safeParse(template).error?.issues ?? []).toEqual([]);
    expect((await owner.send<TemplateSummary>("GET", "/api/templates/data-profile")).body).toEqual(body.find(({id}) => id === "data-profile"));
    expect((await server.client().send("GET", "/api/templates")).status).toBe(401);
  });

  it("says of each how it would go with a data set, and what is lacking", async () => {
    const {body} = await owner.send<TemplateOffer[]>("GET", `/api/data-sets/${sales.id}/templates`);
    for (const offer of body) expect(templateOfferSchema.safeParse(offer).error?.issues ?? []).toEqual([]);
    expect(body.find(({template}) => template.id === "anomaly-watch")).toMatchObject({
      columns: {time: "sold_on", value: "units"}, candidates: {time: ["sold_on"], value: ["units", "price"]}, lacks: null,
    });
    const ofLog = (await owner.send<TemplateOffer[]>("GET", `/api/data-sets/${log.id}/templates`)).body;
    expect(ofLog.find(({template}) => template.id === "anomaly-watch")?.lacks).toBe("the template reads a table, and this is a text");
    expect((await stranger.send("GET", `/api/data-sets/${sales.id}/templates`)).status).toBe(404);
  });
});

describe("one request", () => {
  it("makes a notebook that is run when it is opened, and that first run is the template's", async () => {
    const {notebook} = (await post<TemplateRun>("data-profile", {dataSet: sales.id, run: false})).body;
    const page = await owner.open(notebook.id);
    await page.reaches(({proof}) => proof.root !== null);
    expect((await owner.send<RunSummary>("POST", `/api/notebooks/${notebook.id}/runs/shown`)).body).toMatchObject({startedBy: "template", starter: "data-profile"});
    await page.operate({type: "set-title", title: "Mine"});
    await page.operate({type: "run", cells: "all"});
    await page.reaches(({proof, notebook: {title}}) => proof.root !== null && title === "Mine");
    const shown = (await owner.send<RunSummary>("POST", `/api/notebooks/${notebook.id}/runs/shown`)).body;
    expect(shown).toMatchObject({startedBy: "person"});
    await page.close();
  });

  it("makes an ordinary notebook of a data set, runs it to the end, and answers with the run's address", async () => {
    const {status, headers, body} = await post<TemplateRun>("anomaly-watch", {dataSet: sales.id, parameters: {threshold: 0.5}});
    expect(status).toBe(201);
    expect(templateRunSchema.safeParse(body).error?.issues ?? []).toEqual([]);
    expect(headers.get("location")).toBe(`/api/runs/${body.run!.id}`);
    expect(body).toMatchObject({columns: {time: "sold_on", value: "units"}, run: {startedBy: "template", starter: "anomaly-watch", notebook: body.notebook.id}});
    const page = await owner.open(body.notebook.id);
    expect(page.state.notebook.title).toBe("Anomaly watch: sales");
    expect(page.state.notebook.cells.map(({source}) => source)).toContain('const threshold = view(Inputs.range([0.1, 0.9], {label: "Threshold", step: 0.01, value: 0.5}));');
    const settled = await page.reaches(({cells, proof}) => proof.root !== null && Object.values(cells).every(({result}) => result.status === "done"));
    expect(settled.notebook.data).toEqual([{name: "sales", digest: sales.digest}]);
    await page.close();
  });

  it("takes a file as its body, and keeps it as a data set once", async () => {
    const file = "day,amount\n" + Array.from({length: 40}, (_, i) => `2026-02-${String((i % 28) + 1).padStart(2, "0")},${i}`).join("\n");
    const choices = encodeURIComponent(JSON.stringify({run: false, title: "By file"}));
    const [first, second] = [await owner.send<TemplateRun>("POST", `/api/templates/data-profile/runs?file=amounts.csv&choices=${choices}`, file), await owner.send<TemplateRun>("POST", `/api/templates/data-profile/runs?file=amounts.csv&choices=${choices}`, file)];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(first.body).toMatchObject({run: null, columns: {time: "day", value: "amount", category: null}, notebook: {title: "By file"}});
    const dataSets = (await owner.send<DataSetDetail[]>("GET", "/api/data-sets")).body;
    expect(dataSets.filter(({name}) => name.startsWith("amounts"))).toHaveLength(1);
  });
});

describe("a sample", () => {
  it("is what a template can be tried on without data of one's own, and becomes a data set once", async () => {
    const newcomer = await server.client().signUp("newcomer");
    for (const _ of [1, 2]) {
      const {status, body} = await post<TemplateRun>("demand-forecast", {sample: true, run: false}, newcomer);
      expect([status, body.notebook.title, body.columns]).toEqual([201, "Demand forecast: departures", {time: "day", value: "departures", category: "airport"}]);
    }
    const dataSets = (await newcomer.send<DataSetDetail[]>("GET", "/api/data-sets")).body;
    expect(dataSets.filter(({name}) => name.startsWith("departures"))).toHaveLength(1);
  });

  it("is refused beside a data set, and of a template that has none", async () => {
    expect((await post("anomaly-watch", {sample: true, dataSet: sales.id})).body.fields).toHaveProperty("sample");
    const {notebook} = (await post<TemplateRun>("anomaly-watch", {dataSet: sales.id, run: false})).body;
    const {id} = (await owner.send<TemplateSummary>("POST", "/api/templates", {notebook: notebook.id})).body;
    expect((await post(id, {sample: true})).body.detail).toBe("the template has no sample");
    await owner.send("DELETE", `/api/templates/${id}`);
  });
});

describe("a template whose data lacks a column", () => {
  it("is offered with what is lacking in words, refused with the same, and leaves no notebook", async () => {
    const places = (await owner.send<DataSetDetail>("POST", "/api/data-sets?name=places&file=places.csv", "place,people\nOslo,709037\nBergen,289330\n")).body;
    const offers = (await owner.send<TemplateOffer[]>("GET", `/api/data-sets/${places.id}/templates`)).body;
    const offer = offers.find(({template}) => template.id === "anomaly-watch")!;
    expect(offer).toMatchObject({columns: {time: null, value: "people"}, candidates: {time: []}, lacks: "it has no column for the time: when each value was measured"});
    const count = async () => (await owner.send<NotebookSummary[]>("GET", "/api/notebooks")).body.length;
    const before = await count();
    const {status, body} = await post("anomaly-watch", {dataSet: places.id});
    expect([status, body.detail, Object.keys(body.fields ?? {})]).toEqual([400, "the template needs a column for the time: when each value was measured", ["time"]]);
    expect(await count()).toBe(before);
  });
});

describe("a choice that cannot be", () => {
  it.each([
    ["a template that is not there", "no-such", {}, 404, undefined],
    ["a data set that is not there", "anomaly-watch", {dataSet: "none"}, 404, undefined],
    ["no data set", "anomaly-watch", {}, 400, "dataSet"],
    ["a text for a table", "anomaly-watch", {dataSet: "LOG"}, 400, "dataSet"],
    ["a column that is not there", "anomaly-watch", {dataSet: "SALES", columns: {time: "sold"}}, 400, "time"],
    ["a column of another type", "anomaly-watch", {dataSet: "SALES", columns: {value: "store"}}, 400, "value"],
    ["a required column left out", "anomaly-watch", {dataSet: "SALES", columns: {time: null}}, 400, "time"],
    ["a role that is not there", "anomaly-watch", {dataSet: "SALES", columns: {when: "sold_on"}}, 400, "when"],
    ["a parameter out of range", "anomaly-watch", {dataSet: "SALES", parameters: {threshold: 7}}, 400, "threshold"],
    ["a field that is not there", "anomaly-watch", {dataSet: "SALES", threshold: 7}, 400, "threshold"],
  ])("is refused and leaves no notebook: %s", async (_name, id, body, status, field) => {
    const count = async () => (await owner.send<NotebookSummary[]>("GET", "/api/notebooks")).body.length;
    const before = await count();
    const filled = JSON.parse(JSON.stringify(body).replace("SALES", sales.id).replace("LOG", log.id)) as object;
    const answer = await post(id, filled);
    expect([answer.status, Object.keys(answer.body.fields ?? {})]).toEqual([status, field === undefined ? [] : [field]]);
    expect(await count()).toBe(before);
  });

  it("says which columns could be taken for one that the data lacks", async () => {
    const {body} = await post("anomaly-watch", {dataSet: sales.id, columns: {value: "amount"}});
    expect(body.detail).toBe('the data set has no column "amount"; value can be "units", "price"');
  });

  it("is refused for another user's data set as for none", async () => {
    expect((await post("data-profile", {dataSet: sales.id}, stranger)).status).toBe(404);
  });
});

describe("a template of one's own", () => {
  let own: TemplateSummary;

  it("is made of a notebook, with what stands in cells of its own to choose", async () => {
    const {notebook} = (await post<TemplateRun>("anomaly-watch", {dataSet: sales.id, run: false})).body;
    const made = await owner.send<TemplateSummary>("POST", "/api/templates", {notebook: notebook.id, title: "My watch"});
    expect(made.status).toBe(201);
    own = made.body;
    expect(own).toMatchObject({title: "My watch", isOwn: true, needs: "table", picture: "own"});
    expect(own.columns.map(({name, role}) => [name, role])).toEqual([["time", "time"], ["value", "value"]]);
    expect(own.parameters).toMatchObject([{name: "threshold", default: 0.3, minimum: 0.1, maximum: 0.9}]);
    expect((await owner.send<TemplateSummary[]>("GET", "/api/templates")).body.at(-1)).toEqual(own);
  });

  it("runs as the others do", async () => {
    const {status, body} = await post<TemplateRun>(own.id, {dataSet: sales.id, columns: {value: "price"}, run: false});
    expect([status, body.notebook.title, body.columns]).toEqual([201, "My watch: sales", {time: "sold_on", value: "price"}]);
  });

  it("is its owner's alone, and goes when it is deleted; those of the program stay", async () => {
    expect((await stranger.send<TemplateSummary[]>("GET", "/api/templates")).body.map(({id}) => id)).not.toContain(own.id);
    expect((await post(own.id, {}, stranger)).status).toBe(404);
    expect((await stranger.send("DELETE", `/api/templates/${own.id}`)).status).toBe(404);
    expect((await owner.send("DELETE", `/api/templates/${own.id}`)).status).toBe(204);
    expect((await post(own.id, {dataSet: sales.id})).status).toBe(404);
    expect((await owner.send("DELETE", "/api/templates/data-profile")).status).toBe(404);
  });

  it("is refused of a notebook that is another's, and of one whose data set is gone", async () => {
    const {notebook} = (await post<TemplateRun>("data-profile", {dataSet: sales.id, run: false})).body;
    expect((await stranger.send("POST", "/api/templates", {notebook: notebook.id})).status).toBe(404);
    const gone = (await owner.send<DataSetDetail>("POST", "/api/data-sets?name=gone&file=gone.csv", "day,x\n2026-01-01,1\n2026-01-02,2\n")).body;
    const other = (await post<TemplateRun>("data-profile", {dataSet: gone.id, run: false})).body.notebook;
    await owner.send("DELETE", `/api/data-sets/${gone.id}?force=1`);
    const answer = await owner.send("POST", "/api/templates", {notebook: other.id});
    expect([answer.status, answer.body.detail]).toEqual([400, 'the notebook reads the data set "gone", which is not there']);
  });
});

it("the runs of templates come to an end", async () => {
  const {run} = (await post<TemplateRun>("data-profile", {dataSet: sales.id})).body;
  expect(run).toMatchObject({status: expect.stringMatching(/started|succeeded/) as string, cells: {total: 24}} satisfies Partial<Record<keyof RunSummary, unknown>>);
});
