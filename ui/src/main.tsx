/** Starts the page. */
import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import "./style/base.css";
import "./style/frame.css";
import "./style/parts.css";
import "./style/metrics.css";
import "./style/chart.css";
import "./style/check-ins.css";
import { followLinks } from "./address";
import { App } from "./app";
import { applyTheme } from "./settings";

applyTheme();
followLinks();
const root = document.getElementById("app");
if (root) {
  root.textContent = "";
  render(<App />, root);
}
