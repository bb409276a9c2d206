/** Makes Vega's SVG smaller and leaves the picture as it is: coordinates to a hundredth of a pixel, and no shapes that are never seen. */

const shapes = /<path ((?:[a-z-]+="[^"]*" ?)*)\/>/g;
const coordinates = / (d|transform|x|y|x1|x2|y1|y2|cx|cy|r|width|height)="([^"]*)"/g;
const fraction = /-?\d*\.\d{3,}(?:e-?\d+)?/g;

/** Expects markup as Vega writes it, in which texts and values have no `<`, `>` or `"` of their own. */
export function compactDrawing(svg: string): string {
  return svg
    .replace(shapes, (shape, attributes: string) => (isNeverSeen(attributes) ? "" : shape))
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(coordinates, (_, name: string, value: string) => ` ${name}="${value.replace(fraction, toHundredths)}"`));
}

/** The frames of groups are drawn whether they have a colour or not; the outermost group says that there is none. */
function isNeverSeen(attributes: string): boolean {
  if (/(?:^| )(?:d=""|display="none")/.test(attributes)) return true;
  return /(?:^| )class="(?:background|foreground)"/.test(attributes) && !/(?:^| )(?:fill|stroke)="/.test(attributes);
}

function toHundredths(text: string): string {
  return String(Math.round(Number(text) * 100) / 100 || 0);
}
