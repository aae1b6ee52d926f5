// Builds the assets into var/assets; nothing built is committed.
import { globSync } from "node:fs";
import { defineConfig } from "vite";

export default defineConfig({
  root: "guanbiao/project/assets",
  base: "/static/",
  build: {
    outDir: "../../../var/assets",
    emptyOutDir: true,
    manifest: "manifest.json",
    rollupOptions: {
      // the one entry of every page, and the islands of the businesses, each on its own page only
      input: ["guanbiao/project/assets/main.js", ...globSync("guanbiao/modules/*/islands/*.js")],
      // htmx holds an eval that allowEval=false keeps from running; the content policy forbids it too
      onwarn: (warning, warn) => warning.code === "EVAL" || warn(warning),
    },
  },
});
