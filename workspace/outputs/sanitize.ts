/** Markup from cells as elements of the page: no scripts, forms, styles or frames; no picture is fetched; links open elsewhere and do not know where from. */
import purify from "dompurify";

const allowedClass = /^language-[\w-]+$/;

purify.addHook("afterSanitizeAttributes", (node) => {
  const isLink = node.localName === "a" || node.localName === "area";
  for (const name of ["href", "xlink:href", "src"]) {
    const address = node.getAttribute(name);
    if (address === null || address.startsWith("#")) continue;
    if (!isLink && !address.startsWith("data:image/")) node.removeAttribute(name);
    else if (isLink) {
      node.setAttribute("target", "_blank");
      node.setAttribute("rel", "noopener noreferrer");
    }
  }
  if (node.hasAttribute("class")) {
    const kept = (node.getAttribute("class") ?? "").split(/\s+/).filter((name) => allowedClass.test(name));
    if (kept.length > 0) node.setAttribute("class", kept.join(" "));
    else node.removeAttribute("class");
  }
  if (node.nodeName === "TH" && !node.hasAttribute("scope")) node.setAttribute("scope", "col");
});

export function sanitize(html: string): DocumentFragment {
  return purify.sanitize(html, {
    RETURN_DOM_FRAGMENT: true,
    USE_PROFILES: {html: true, svg: true, mathMl: true},
    FORBID_TAGS: ["style", "form", "input", "button", "select", "textarea", "option", "label", "fieldset", "dialog", "audio", "video", "source", "picture", "object", "embed", "template", "slot"],
    FORBID_ATTR: ["style", "srcset", "tabindex", "autofocus", "contenteditable", "popover", "popovertarget", "slot", "part", "form", "background", "ping"],
    ALLOW_DATA_ATTR: false,
    SANITIZE_NAMED_PROPS: true,
  });
}
