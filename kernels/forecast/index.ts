/** The door of forecasting: the mean and intervals of a series' next steps, with a back-test beside them. */
export {forecast, type Forecast, type ForecastInterval, type ForecastOptions} from "./forecast.ts";
export type {BackTest, BackTestRow} from "./back-test.ts";
export {modelNames, type ModelName} from "./models.ts";
