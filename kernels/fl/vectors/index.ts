/** Rows of numbers worked on four or two at a time. */
export {increase, loop, op, toModule, type Code, type WasmFunction} from "./assembler.ts";
export {sortingNetwork} from "./sorting-network.ts";
export {eachTile, precisionOf, sortingTile, Tile} from "./tiles.ts";
export {toMatrixLoops, type MatrixLoops} from "./matrix-loops.ts";
