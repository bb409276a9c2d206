/** Dates as people have them: steps of the calendar, gaps, values at one time, zones. */
export {checkDateRules, fillGaps, toRegular, type DateRules, type RegularSeries} from "./regular.ts";
export {readTime} from "./read-time.ts";
