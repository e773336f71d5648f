/** What an agent prefers on this device, beside the language: the single-key shortcuts. */

import { keepPreference, preference } from "../../shared/desk/preferences.ts";

const SHORTCUTS = "handrail-console-shortcuts";

export function shortcutsWanted(): boolean {
  return preference(SHORTCUTS) !== "off";
}

export function keepShortcutsWanted(wanted: boolean): void {
  keepPreference(SHORTCUTS, wanted ? "on" : "off");
}
