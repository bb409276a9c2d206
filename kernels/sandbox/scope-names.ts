/** What each name in scope is, for one execution. */
import {readSettings, show} from "./graph.ts";
import {defineScopeName} from "./scope.ts";

defineScopeName("display", (execution) => (value: unknown) => {
  show(execution, value);
  return value;
});
defineScopeName("random", (execution) => () => execution.random.next());
defineScopeName("now", () => new Date(readSettings().now));
defineScopeName("seed", () => readSettings().seed);
