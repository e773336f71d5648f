import { css, html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { ShortcutList } from "../../shared/desk/shortcut-list.ts";
import type { Catalogue } from "../messages/messages.ts";
import { question } from "../styles/question.ts";

/** Which keys do what. */
@customElement("hr-keys")
export class Keys extends ShortcutList<Catalogue> {
  static override styles = [
    ShortcutList.styles,
    question,
    css`
      li {
        padding: 0.375rem 0;
      }
      kbd {
        padding: 0 0.5rem;
        white-space: nowrap;
      }
    `,
  ];

  override render(): TemplateResult {
    const { words } = this;
    return html`<dialog aria-labelledby="title">
      ${this.list([
        ["/", words.keys.search],
        ["↓ ↑", words.keys.walk],
        ["F8", words.keys.problem],
        ["Ctrl + Space", words.keys.complete],
        ["Ctrl + F", words.keys.find],
        ["Ctrl + Z", words.keys.undo],
        ["Ctrl + Enter", words.keys.publish],
        ["Tab", words.keys.leave],
      ])}
    </dialog>`;
  }
}
