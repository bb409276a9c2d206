/** The door of log risk: the parts of a log's lines, the templates behind them, scores of its windows, its error budget, what they lead one to expect, and feedback. */
export {levels, readLine, type Level, type LogLine, type ReadOptions} from "./read-line.ts";
export type {Quantities} from "./quantities.ts";
export {mine, type LogTemplate, type MinedTemplates} from "./mine.ts";
export type {TemplateVariable} from "./variables.ts";
export {score, scoreStream} from "./score.ts";
export type {LogColumns} from "./table-rows.ts";
export type {LogPieces} from "./log-pieces.ts";
export type {Contribution, RiskScores, RiskWindow, ScoreOptions} from "./score-types.ts";
export type {PatternChange} from "./pattern-changes.ts";
export {errorBudget, type BudgetAlert, type BurnSpan, type ErrorBudget, type ErrorBudgetOptions} from "./error-budget.ts";
export {labels, type Label} from "./evidence.ts";
export {learn, type Feedback, type LearnedState} from "./learn.ts";
export {toHistory, type HistoryPoint, type RiskSeries} from "./history.ts";
export {forecast, type Forecaster, type RiskForecast, type RiskForecastOptions} from "./forecast.ts";
export type {RiskAction} from "./actions.ts";
