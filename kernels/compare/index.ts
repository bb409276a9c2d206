/** The door of comparing: two kept runs, cell by cell, in the values' own terms. */
export {compareRuns, type ComparedRun} from "./compare-runs.ts";
export {compareBytes, compareValues} from "./compare-values.ts";
export {describeChange} from "./headline.ts";
