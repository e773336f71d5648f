import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { base } from "../../shared/desk/styles/base.ts";
import type { Locale } from "../../shared/i18n.ts";
import type { Row } from "../core/entries.ts";
import type { DraftEntry } from "../core/yaml-entries.ts";
import type { Catalogue } from "../messages/messages.ts";
import type { EditorStore } from "../shell/editor-store.ts";
import "./preview.ts";
import type { TryOut } from "./try.ts";
import "./try.ts";

type Tab = "preview" | "try";

/** Beside the text, in two tabs: how customers will see the entry, and the draft to be asked. */
@customElement("hr-side")
export class Side extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr);
        min-height: 0;
      }
      [role="tablist"] {
        display: flex;
        gap: var(--hr-space-1);
        padding: var(--hr-space-2) var(--hr-space-3);
        border-bottom: 1px solid var(--hr-line);
      }
      [role="tab"] {
        border-color: transparent;
        background: none;
        color: var(--hr-ink-soft);
      }
      [role="tab"][aria-selected="true"] {
        background: var(--hr-accent-soft);
        color: var(--hr-accent-strong);
      }
      [role="tabpanel"] {
        display: grid;
        min-height: 0;
      }
      [role="tabpanel"][hidden] {
        display: none;
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) locale!: Locale;
  @property({ attribute: false }) entry: DraftEntry | null = null;
  @property({ attribute: false }) rows: readonly Row[] = [];
  @property({ attribute: false }) store!: EditorStore;

  @state() private chosen: Tab = "preview";

  @query("hr-try") private tryOut!: TryOut;

  override render(): TemplateResult {
    const { words, locale } = this;
    return html`
      <div role="tablist" aria-label=${words.side} @keydown=${this.turn}>
        ${this.tab("preview", words.preview)} ${this.tab("try", words.tryOut)}
      </div>
      ${this.panel(
        "preview",
        html`<hr-preview
          .words=${words}
          .locale=${locale}
          .entry=${this.entry}
          .rows=${this.rows}
          tabindex="0"
        ></hr-preview>`,
      )}
      ${this.panel(
        "try",
        html`<hr-try .words=${words} .locale=${locale} .store=${this.store}></hr-try>`,
      )}
    `;
  }

  private tab(tab: Tab, text: string): TemplateResult {
    const chosen = this.chosen === tab;
    return html`<button
      role="tab"
      id="tab-${tab}"
      aria-controls="panel-${tab}"
      aria-selected=${chosen}
      tabindex=${chosen ? 0 : -1}
      @click=${() => this.turnTo(tab)}
    >
      ${text}
    </button>`;
  }

  private panel(tab: Tab, shown: TemplateResult): TemplateResult {
    return html`<div
      role="tabpanel"
      id="panel-${tab}"
      aria-labelledby="tab-${tab}"
      ?hidden=${this.chosen !== tab}
    >
      ${shown}
    </div>`;
  }

  private turnTo(tab: Tab): void {
    this.chosen = tab;
    if (tab === "try") void this.updateComplete.then(() => this.tryOut.focus());
  }

  private readonly turn = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    this.chosen = this.chosen === "preview" ? "try" : "preview";
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus(),
    );
  };
}
