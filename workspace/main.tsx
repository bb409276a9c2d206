/** The workspace's first step in the browser: styles, theme, routing, and the page itself. */
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/source-serif-4/opsz.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/pages.css";
import "./styles/publishing.css";
import "./styles/schedules.css";
import "./styles/templates.css";
import {render} from "preact";
import {App} from "./app.tsx";
import {startRouting} from "./routes.ts";
import {startTheme} from "./theme/theme.ts";

startTheme();
startRouting();
render(<App />, document.getElementById("root")!);
