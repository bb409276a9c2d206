import {describe, expect, it} from "vitest";
import {learn, score} from "./index.ts";
import {makeLog, start, toText} from "./testing/service-log.ts";

const lines = makeLog(240, [{kind: "timeouts", from: 100, until: 105}, {kind: "newError", from: 140, until: 145}]).map(toText);
const at = (minute: number, learned = learn([])) => score(lines, {learned}).windows.find((window) => window.start === start + minute * 60_000)!;

describe("learning from feedback", () => {
  it("nothing learned changes nothing", () => {
    expect(score(lines, {learned: learn([])})).toEqual(score(lines));
  });
  it("not accurate lowers later scores of that label, accurate raises them, and others stay", () => {
    const window = at(100);
    const lowered = learn({window, accurate: false});
    expect(at(100, lowered).score).toBeLessThan(window.score);
    expect(at(100, learn([{window, accurate: false}], lowered)).score).toBeLessThan(at(100, lowered).score);
    expect(at(100, learn({window, accurate: true})).score).toBeGreaterThan(window.score);
    expect(at(140, lowered).score).toBe(at(140).score);
  });
  it("by hand: three wrong answers of none right multiply evidence by 2/5", () => {
    const window = at(140);
    const strength = (of: typeof window) => (-Math.log(1 - of.score / 100) * of.contributions[0]!.points) / of.score;
    const learned = learn(Array.from({length: 3}, () => ({label: "New Error Pattern" as const, accurate: false})));
    expect(strength(at(140, learned)) / strength(window)).toBeCloseTo(2 / 5, 9);
  });
  it("a muted template no longer speaks, until it does again", () => {
    const template = score(lines).templates.find((of) => of.template.includes("ParseError"))!.template;
    const muted = learn({mute: template});
    expect(at(140).label).toBe("New Error Pattern");
    expect(at(140, muted).label).toBe(null);
    expect(at(140, muted).score).toBeLessThan(20);
    expect(at(140, learn({unmute: template}, muted))).toEqual(at(140));
  });
  it("the state is plain data, and the one given stays as it was", () => {
    const first = learn({mute: "a <*>"});
    const copy = structuredClone(first);
    const second = learn([{label: "Disk Pressure", service: "db", accurate: true}], first);
    expect(first).toEqual(copy);
    expect(JSON.parse(JSON.stringify(second))).toEqual({answers: [{label: "Disk Pressure", service: "db", right: 1, wrong: 0}], muted: ["a <*>"]});
  });
  it("what is no feedback is refused", () => {
    expect(() => learn({label: "Bad Luck" as never, accurate: true})).toThrow("label is one of");
    expect(() => learn({label: "Disk Pressure", accurate: "yes" as never})).toThrow("accurate is true or false");
    expect(() => learn({mute: ""})).toThrow("a template to mute is a text");
    expect(() => score([], {learned: {} as never})).toThrow("the learned state is what learn gave");
  });
});
