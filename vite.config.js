// Builds the assets into var/assets; nothing built is committed.
import { defineConfig } from "vite";

export default defineConfig({
  root: "guanbiao/project/assets",
  base: "/static/",
  build: {
    outDir: "../../../var/assets",
    emptyOutDir: true,
    manifest: "manifest.json",
    rollupOptions: {
      input: "guanbiao/project/assets/main.js",
      // htmx holds an eval that allowEval=false keeps from running; the content policy forbids it too
      onwarn: (warning, warn) => warning.code === "EVAL" || warn(warning),
    },
  },
});
