/** The widget: one self-contained module, for one script tag on any website. */
import { defineConfig } from "vite";

export default defineConfig({
  publicDir: false,
  build: {
    outDir: "dist",
    emptyOutDir: false,
    modulePreload: false,
    rolldownOptions: {
      input: "support-widget/main.ts",
      output: { entryFileNames: "widget.js", codeSplitting: false },
    },
  },
});
