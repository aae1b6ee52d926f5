// One entry: htmx for live parts of pages, Alpine (CSP build) for small switches, our styles.
import htmx from "htmx.org";
import Alpine from "@alpinejs/csp";
import "./css/index.css";
import "./behaviour.js";
import "./native.js";
import "./offline.js";
import "./expired.js";
import "./drafting.js";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
window.htmx = htmx;
window.Alpine = Alpine;
Alpine.start();
