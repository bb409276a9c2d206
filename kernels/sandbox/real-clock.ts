/** The machine's clock, taken before it is hidden from cells; used to measure and to throttle, never given away. */
export const readClock: () => number = Date.now;
