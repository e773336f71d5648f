/** The widget: one self-contained module, for one script tag on any website. */
import { defineConfig, type Plugin } from "vite";

/** Takes the indentation out of templates: the browser draws them the same, and every page loads them. */
function flatTemplates(): Plugin {
  return {
    name: "flat-templates",
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        // The minifier leaves line breaks in template literals alone.
        if (file.type === "chunk") file.code = file.code.replace(/\n {2,}/g, "\n");
      }
    },
  };
}

export default defineConfig({
  publicDir: false,
  plugins: [flatTemplates()],
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
