/** Rows of numbers worked on four or two at a time. */
export {sortingNetwork} from "./network.ts";
export {eachTile, precisionOf, sortingTile, Tile} from "./tiles.ts";
