/** Published pages as readers get them: static HTML with its proof put in, kept compressed; the files beside it; single cells for the frames of other pages. */
import {createHash} from "node:crypto";
import {promisify} from "node:util";
import {gzip, gzipSync} from "node:zlib";
import {Router} from "express";
import type {Request, RequestHandler, Response} from "express";
import type {DataSetStore} from "../data-sets/data-set-store.ts";
import {parseResultFile} from "../exchange/export-desk.ts";
import type {ExportDesk} from "../exchange/export-desk.ts";
import {sendResult} from "../exchange/routes.ts";
import {Problem, notFound, toHttpProblem} from "../http/problem.ts";
import type {ServerOptions} from "../options.ts";
import {escapeAttribute} from "../page/sanitise.ts";
import type {Files} from "../store/files.ts";
import {findPublished} from "./access.ts";
import type {FoundEdition} from "./access.ts";
import {pageFonts} from "./page-fonts.ts";
import {pageStyle} from "./page-style.ts";
import {findPageScript} from "./page-files.ts";
import {renderMissingPage} from "./missing-page.ts";
import type {PublicationStore, StoredPublication} from "./publication-store.ts";
import {toAddress, toEditionResource} from "./publication-resource.ts";
import {headPlace, proofPlace, renderEmbeddedCell, styleHash, stylePlace} from "./render-page.ts";
import {renderProof, renderSource} from "./render-proof.ts";
import {findRows, readStretch} from "./table-rows.ts";

interface Parts {
  readonly publications: PublicationStore;
  readonly dataSets: DataSetStore;
  readonly files: Files;
  readonly exports: ExportDesk;
  /** Finds who is signed in. */
  readonly signIn: RequestHandler;
  readonly options: Pick<ServerOptions, "publicAddress" | "workspaceFolder" | "development">;
}

type Address = {slug: string; root?: string};

const compress = promisify(gzip);
const pagesKept = 200;
const forever = "public, max-age=31536000, immutable";

export function publishedPages({publications, dataSets, files, exports, signIn, options}: Parts): Router {
  const router = Router();
  const kept = new Map<string, {readonly text: Buffer; readonly compressed: Buffer; readonly tag: string}>();
  let script: string | null | undefined;

  const find = (request: Request<Address>): FoundEdition => findPublished(publications, request.params.slug, request.params.root ?? null, request.user);
  const cacheControl = ({visibility}: StoredPublication, whenOpen: string): string => (visibility === "named" ? "private, no-store" : whenOpen);

  function send(request: Request, response: Response, publication: StoredPublication, html: string): void {
    const tag = createHash("sha256").update(html).digest("base64url");
    const page = kept.get(tag) ?? {text: Buffer.from(html), compressed: gzipSync(html, {level: 9}), tag: `"${tag}"`};
    kept.delete(tag);
    kept.set(tag, page);
    for (const oldest of kept.keys()) if (kept.size > pagesKept) kept.delete(oldest);
    response.setHeader("Cache-Control", cacheControl(publication, "no-cache"));
    response.setHeader("ETag", page.tag);
    response.setHeader("Vary", "Accept-Encoding");
    if (publication.visibility !== "public") response.setHeader("X-Robots-Tag", "noindex, nofollow");
    if (request.headers["if-none-match"] === page.tag) return void response.status(304).end();
    response.type("html");
    const isCompressed = takesGzip(request);
    if (isCompressed) response.setHeader("Content-Encoding", "gzip");
    response.end(isCompressed ? page.compressed : page.text);
  }

  function renderHead(request: Request, {publication, edition}: FoundEdition, hasScript: boolean): string {
    const base = options.publicAddress?.replace(/\/$/, "") ?? `${request.protocol}://${request.headers.host ?? "localhost"}`;
    const address = toAddress(publication.slug);
    script = script === undefined || options.development ? findPageScript(options) : script;
    return [
      publication.visibility === "public" ? "" : '<meta name="robots" content="noindex">',
      `<link rel="canonical" href="${escapeAttribute(base + address)}">`,
      `<meta property="og:url" content="${escapeAttribute(base + address)}">`,
      edition.picture === null ? "" : renderPictureHead(`${base}${address}/${edition.root}/picture.png`, edition.title),
      `<meta name="twitter:card" content="${edition.picture === null ? "summary" : "summary_large_image"}">`,
      hasScript && script !== null ? `<script type="module" src="${escapeAttribute(script)}"></script>` : "",
    ].filter(Boolean).join("\n");
  }

  for (const {path, bytes} of pageFonts) {
    router.get(path, (_request, response) => {
      response.setHeader("Cache-Control", forever);
      response.type("woff2").send(bytes);
    });
  }

  // Who reads what everybody may read is nobody's business, and gets no cookie.
  router.use("/:slug", (request, response, next) => {
    if (publications.findBySlug(request.params.slug)?.visibility !== "named") return next();
    return void signIn(request, response, next);
  });

  router.get(["/:slug", "/:slug/:root"], async (request: Request<Address>, response) => {
    const found = find(request);
    const {publication, edition, latest} = found;
    const html = (await files.read(edition.page)).toString("utf8");
    const proof = renderProof({
      edition: toEditionResource(publication, edition, dataSets),
      report: edition.verified,
      embeds: publication.visibility !== "named",
      newer: edition.id === latest.id ? null : toAddress(publication.slug),
    });
    setPolicy(response, "'none'");
    send(request, response, publication, fill(html, renderHead(request, found, true), proof));
  });

  router.get(["/:slug/embed/:cell", "/:slug/:root/embed/:cell"], async (request: Request<Address & {cell: string}>, response) => {
    const found = find(request);
    const {publication, edition} = found;
    // A frame of another site has no sign-in, and what is for named readers stays in its own page.
    if (publication.visibility === "named") throw notFound("published page");
    const html = (await files.read(edition.page)).toString("utf8");
    const cell = /^[1-9]\d{0,9}$/.test(request.params.cell) ? renderEmbeddedCell(html, Number(request.params.cell)) : null;
    if (cell === null) throw notFound("cell of this page");
    setPolicy(response, "*");
    response.removeHeader("X-Frame-Options");
    response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
    const source = renderSource(toEditionResource(publication, edition, dataSets));
    send(request, response, publication, fill(cell, renderHead(request, found, true), source));
  });

  router.get("/:slug/:root/download", async (request: Request<Address>, response) => {
    const {publication, edition} = find(request);
    response.attachment(`${publication.slug}.html`).type("application/octet-stream");
    response.setHeader("Cache-Control", cacheControl(publication, "no-cache"));
    response.send(await files.read(edition.download));
  });

  router.get("/:slug/:root/picture.png", async (request: Request<Address>, response) => {
    const {publication, edition} = find(request);
    if (edition.picture === null) throw notFound("picture");
    response.type("png").setHeader("Cache-Control", cacheControl(publication, "public, max-age=3600"));
    response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
    response.send(await files.read(edition.picture));
  });

  router.get("/:slug/:root/files/:file", async (request: Request<Address & {file: string}>, response) => {
    const {publication, edition} = find(request);
    const [, digest, ending] = /^([0-9a-f]{64})\.(json|svg)$/.exec(request.params.file) ?? [];
    if (digest === undefined || !edition.assets.includes(digest)) throw notFound("file of this page");
    if (ending === "svg") response.setHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox");
    response.setHeader("Cache-Control", cacheControl(publication, forever));
    response.type(ending === "svg" ? "image/svg+xml" : "application/json");
    await sendText(request, response, await files.read(digest));
  });

  router.get("/:slug/:root/rows/:index/:stretch", async (request: Request<Address & {index: string; stretch: string}>, response) => {
    const {publication, edition} = find(request);
    const {index, stretch} = request.params;
    if (!edition.assets.includes(index) || !/^\d{1,9}$/.test(stretch)) throw notFound("table of this page");
    const rows = await readStretch(index, Number(stretch), files);
    if (rows === null) throw notFound("row of this table");
    response.setHeader("Cache-Control", cacheControl(publication, forever));
    await sendText(request, response.type("application/json"), rows);
  });

  router.get("/:slug/:root/tables/:file", async (request: Request<Address & {file: string}>, response) => {
    const {publication, edition} = find(request);
    const wanted = parseResultFile(request.params.file);
    const rows = wanted && edition.assets.includes(wanted.name) ? await findRows(wanted.name, files) : null;
    if (!wanted || !rows) throw notFound("table of this page");
    const file = {name: publication.slug, format: wanted.format};
    response.setHeader("Cache-Control", cacheControl(publication, forever));
    sendResult(response, file, await exports.writeRows(rows, file));
  });

  router.use((error: unknown, request: Request, response: Response, next: (error: unknown) => void) => {
    const isForPerson = error instanceof Problem && (error.code === "not-found" || error.code === "withdrawn") && request.accepts(["json", "html"]) === "html";
    if (!isForPerson) return next(error);
    setPolicy(response, "'none'");
    response.setHeader("Cache-Control", "no-store");
    response.status(toHttpProblem(error, request.id).status).type("html").send(renderMissingPage(error.code === "withdrawn", request.user !== undefined, `${request.baseUrl}${request.path}`));
  });

  return router;
}

/** Sends text compressed to those who take it so. */
async function sendText(request: Request, response: Response, text: Buffer): Promise<void> {
  response.setHeader("Vary", "Accept-Encoding");
  if (!takesGzip(request)) return void response.send(text);
  response.setHeader("Content-Encoding", "gzip");
  response.end(await compress(text));
}

function takesGzip(request: Request): boolean {
  return /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
}

function renderPictureHead(address: string, title: string): string {
  return [
    ["og:image", address], ["og:image:type", "image/png"], ["og:image:width", "1200"], ["og:image:height", "630"], ["og:image:alt", `The first chart of ${title}`],
  ].map(([property = "", content = ""]) => `<meta property="${property}" content="${escapeAttribute(content)}">`).join("\n");
}

/** The page and its parts: no inline script, nothing from elsewhere, and no frame around it but where it is made for one. */
function setPolicy(response: Response, ancestors: "'none'" | "*"): void {
  const policy = [
    "default-src 'none'", "script-src 'self'", `style-src 'sha256-${styleHash}'`, "img-src 'self' data:", "connect-src 'self'", "font-src 'self'",
    "form-action 'none'", "base-uri 'none'", `frame-ancestors ${ancestors}`,
  ];
  response.setHeader("Content-Security-Policy", policy.join("; "));
}

function fill(html: string, head: string, proof: string): string {
  return html.replace(stylePlace, () => `<style>${pageStyle}</style>`).replace(headPlace, () => head).replace(proofPlace, () => proof);
}
