/** HTML and SVG that cells made, reduced to what cannot act: listed elements and attributes, no script, style, form or address but links. */
import {defaultTreeAdapter, parseFragment, type DefaultTreeAdapterTypes} from "parse5";

const htmlElements = new Set(
  (
    "a abbr article aside b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure footer " +
    "h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q s samp section small span strong sub summary sup " +
    "table tbody td tfoot th thead time tr u ul var wbr"
  ).split(" "),
);
const voidElements = new Set(["br", "col", "hr", "img", "wbr"]);
const htmlAttributes = new Set("alt abbr cite colspan datetime dir height lang open reversed rowspan scope span start title value width".split(" "));

const svgElements = new Set("svg g path rect circle ellipse line polyline polygon text tspan title desc defs clipPath linearGradient radialGradient stop".split(" "));
const svgAttributes = new Set(
  (
    "aria-hidden aria-label aria-roledescription clip-path clip-rule cx cy d direction dominant-baseline dx dy fill fill-opacity fill-rule " +
    "font-family font-size font-style font-variant font-weight fx fy gradientTransform gradientUnits height letter-spacing offset opacity " +
    "points preserveAspectRatio r role rx ry spreadMethod stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap " +
    "stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration transform version viewBox width x x1 x2 y y1 y2"
  ).split(" "),
);

/** What is inside these elements is no text of the page. */
const droppedWhole = new Set(["script", "style", "template", "noscript", "iframe", "object", "embed", "noembed", "noframes", "math", "title", "head", "foreignObject"]);
const svgNamespace = "http://www.w3.org/2000/svg";

export function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\r", "&#13;").replaceAll("\0", "\uFFFD");
}

export function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', "&quot;");
}

/** Markup that is safe in a page. `idPrefix` keeps the ids of one piece apart from those of another; they are numbered afresh. */
export function sanitise(markup: string, idPrefix: string): string {
  const ids = new Map<string, string>();
  const toId = (id: string): string => {
    const known = ids.get(id);
    if (known !== undefined) return known;
    ids.set(id, `${idPrefix}-${ids.size}`);
    return `${idPrefix}-${ids.size - 1}`;
  };
  return parseFragment(markup).childNodes.map((node) => write(node, toId)).join("");
}

function write(node: DefaultTreeAdapterTypes.ChildNode, toId: (id: string) => string): string {
  if (defaultTreeAdapter.isTextNode(node)) return escapeText(node.value);
  if (!defaultTreeAdapter.isElementNode(node)) return "";
  const {tagName, namespaceURI} = node;
  const isSvg = namespaceURI === svgNamespace;
  if (droppedWhole.has(tagName) && !(isSvg && tagName === "title")) return "";
  // Here the parser would take HTML again.
  if (isSvg && (tagName === "title" || tagName === "desc")) return `<${tagName}>${escapeText(readTextOf(node))}</${tagName}>`;
  const content = (): string => node.childNodes.map((child) => write(child, toId)).join("");
  if (!(isSvg ? svgElements : htmlElements).has(tagName)) return content();
  const attributes = node.attrs.map((attribute) => writeAttribute(tagName, isSvg, attribute, toId)).join("");
  const safe = tagName === "a" ? `${attributes} rel="noopener noreferrer"` : attributes;
  return voidElements.has(tagName) ? `<${tagName}${safe}>` : `<${tagName}${safe}>${content()}</${tagName}>`;
}

function readTextOf(node: DefaultTreeAdapterTypes.ParentNode): string {
  return node.childNodes
    .map((child) => (defaultTreeAdapter.isTextNode(child) ? child.value : defaultTreeAdapter.isElementNode(child) ? readTextOf(child) : ""))
    .join("");
}

function writeAttribute(element: string, isSvg: boolean, {name, value}: {name: string; value: string}, toId: (id: string) => string): string {
  if (isSvg) {
    if (name === "id") return ` id="${escapeAttribute(toId(value))}"`;
    if (!svgAttributes.has(name)) return "";
    const local = /^\s*url\(\s*["']?#([^"')]+)["']?\s*\)\s*$/i.exec(value);
    if (local?.[1] !== undefined) return ` ${name}="url(#${escapeAttribute(toId(local[1]))})"`;
    return /url\s*\(|\\/i.test(value) ? "" : ` ${name}="${escapeAttribute(value)}"`;
  }
  if (element === "a" && name === "href") return isLink(value) ? ` href="${escapeAttribute(value)}"` : "";
  if (element === "img" && name === "src") return isImage(value) ? ` src="${escapeAttribute(value)}"` : "";
  return htmlAttributes.has(name) ? ` ${name}="${escapeAttribute(value)}"` : "";
}

/** An address that a person may follow; whatever a browser would strip from it is refused. */
function isLink(address: string): boolean {
  return /^(?:https?:\/\/|mailto:)[^\s\p{Cc}]*$/iu.test(address);
}

function isImage(address: string): boolean {
  return /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]*$/.test(address);
}
