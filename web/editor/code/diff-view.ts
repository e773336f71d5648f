import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import {
  css,
  html,
  LitElement,
  type CSSResultGroup,
  type PropertyValues,
  type TemplateResult,
} from "lit";
import { customElement, property } from "lit/decorators.js";
import { base } from "../../shared/desk/styles/base.ts";
import type { Locale } from "../../shared/i18n.ts";
import { phrases } from "./phrases.ts";
import { reading, writing } from "./setup.ts";

const COLLAPSE = { margin: 2, minSize: 5 };

/** A frame around two texts. */
abstract class Comparison<View extends { destroy(): void }> extends LitElement {
  static override styles: CSSResultGroup = [
    base,
    css`
      :host {
        display: block;
        overflow: auto;
        max-height: 60vh;
        border: 1px solid var(--hr-line);
        border-radius: var(--hr-radius-s);
      }
    `,
  ];

  @property({ attribute: false }) locale!: Locale;

  protected view: View | null = null;

  override render(): TemplateResult {
    return html`<div></div>`;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.view?.destroy();
    this.view = null;
  }

  /** Where CodeMirror puts what it shows. */
  protected get place(): { parent: Element; root: ShadowRoot } {
    return {
      parent: this.renderRoot.querySelector("div")!,
      root: this.renderRoot as ShadowRoot,
    };
  }
}

/** What a draft changes, line by line and word by word. */
@customElement("hr-draft-diff")
export class DraftDiff extends Comparison<EditorView> {
  static override styles = [
    Comparison.styles,
    css`
      :host(:focus-visible) {
        outline-offset: -2px;
      }
    `,
  ];

  @property({ attribute: false }) published!: string;
  @property({ attribute: false }) draft!: string;
  @property({ attribute: false }) label!: string;

  override updated(_changed: PropertyValues): void {
    this.view?.destroy();
    this.view = new EditorView({
      ...this.place,
      state: EditorState.create({
        doc: this.draft,
        extensions: [
          reading(),
          phrases(this.locale),
          EditorView.contentAttributes.of({ "aria-label": this.label, tabindex: "0" }),
          unifiedMergeView({
            original: this.published,
            mergeControls: false,
            syntaxHighlightDeletions: false,
            collapseUnchanged: COLLAPSE,
          }),
        ],
      }),
    });
  }
}

/** Theirs on the left, ours on the right; an arrow takes a part of theirs over. */
@customElement("hr-two-versions")
export class TwoVersions extends Comparison<MergeView> {
  @property({ attribute: false }) theirs!: string;
  @property({ attribute: false }) mine!: string;
  @property({ attribute: false }) labels!: {
    readonly theirs: string;
    readonly mine: string;
    readonly take: string;
  };

  /** The right side, as it has become. */
  get merged(): string {
    return this.view!.b.state.doc.toString();
  }

  override firstUpdated(): void {
    const named = (label: string) =>
      EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" });
    this.view = new MergeView({
      ...this.place,
      a: {
        doc: this.theirs,
        extensions: [reading(), phrases(this.locale), named(this.labels.theirs)],
      },
      b: {
        doc: this.mine,
        extensions: [
          writing(() => ({ keys: [], tags: [], ids: [] })),
          phrases(this.locale),
          named(this.labels.mine),
        ],
      },
      revertControls: "a-to-b",
      renderRevertControl: () => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = "→";
        button.title = this.labels.take;
        button.setAttribute("aria-label", this.labels.take);
        return button;
      },
      collapseUnchanged: COLLAPSE,
    });
  }
}
