/** The pages: the agent console, the editor page and the demo shop. Their files are served from /assets/. */
import { defineConfig, type Plugin } from "vite";

/** `agent-console/index.html` is served as `/console`, so it is written as `console/index.html`. */
const consoleInItsPlace: Plugin = {
  name: "console-in-its-place",
  enforce: "post",
  generateBundle(_options, bundle) {
    const page = bundle["agent-console/index.html"];
    if (page) page.fileName = "console/index.html";
  },
};

export default defineConfig({
  appType: "mpa",
  plugins: [consoleInItsPlace],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    assetsDir: "assets",
    // The pages' CSP is default-src 'self': nothing may become a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The editor page's text editor is one chunk, loaded after the sign-in.
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      input: ["agent-console/index.html", "editor/index.html", "shop/index.html"],
    },
  },
});
