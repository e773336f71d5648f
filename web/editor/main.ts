/** The editor page: everything hangs below `<hr-editor>`. */
import "./components/editor.ts";
