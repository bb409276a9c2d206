import {describe, expect, it} from "vitest";
import {compactDrawing} from "./compact-drawing.ts";

describe("a drawing made smaller", () => {
  it.each([
    ["coordinates to a hundredth", '<path d="M5.171249999999975,-108.33333333333333h4e2Z" transform="translate(0.1,1e-9)"/>', '<path d="M5.17,-108.33h4e2Z" transform="translate(0.1,1e-9)"/>'],
    ["tiny fractions to nought", '<line x2="0.0000001" y2="-1.2345e-7"/>', '<line x2="0" y2="0"/>'],
    ["no shape without an outline", '<g><path class="foreground" d="" display="none"/><path d=""/></g>', "<g></g>"],
    ["no frame without a colour", '<g><path class="background" aria-hidden="true" d="M0,0h4v4Z"/></g>', "<g></g>"],
    ["a frame with one", '<path class="background" d="M0,0h4v4Z" stroke="#ddd"/>', '<path class="background" d="M0,0h4v4Z" stroke="#ddd"/>'],
    ["texts as they are", '<text x="1.23456" aria-label="pi is 3.14159">M1.23456,d="2.34567"</text>', '<text x="1.23" aria-label="pi is 3.14159">M1.23456,d="2.34567"</text>'],
  ])("has %s", (_, before, after) => {
    expect(compactDrawing(before)).toBe(after);
  });
});
