/** The console's page: everything hangs below `<hr-console>`. */
import "./components/console.ts";
