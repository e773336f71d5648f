import {
  css,
  html,
  LitElement,
  nothing,
  type CSSResultGroup,
  type PropertyValues,
  type TemplateResult,
} from "lit";
import { property, query } from "lit/decorators.js";
import { X } from "lucide";
import { base } from "../../shared/desk/styles/base.ts";
import { dialog } from "../../shared/desk/styles/dialog.ts";
import { icon } from "../../shared/icon.ts";
import type { Notice } from "../core/desk.ts";
import type { Catalogue } from "../messages/messages.ts";
import { noticeText } from "./notice.ts";

/** A dialog that asks something of the gateway: it stays, with what was written, until that was kept. */
export abstract class AskingDialog extends LitElement {
  static override styles: CSSResultGroup = [
    base,
    dialog,
    css`
      dialog {
        width: min(30rem, calc(100vw - 1.5rem));
        max-height: calc(100dvh - 1.5rem);
        padding: var(--hr-space-4) var(--hr-space-5) var(--hr-space-5);
        overflow-y: auto;
      }
      form {
        display: grid;
        gap: var(--hr-space-3);
      }
      .head,
      .end {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--hr-space-2);
      }
      .end {
        flex-wrap: wrap;
        justify-content: flex-end;
      }
      p {
        color: var(--hr-ink-soft);
        font-size: var(--hr-text-s);
      }
      .label {
        font-size: var(--hr-text-s);
        font-weight: 600;
      }
      textarea {
        width: 100%;
        min-height: 4.5rem;
        margin-top: calc(-1 * var(--hr-space-2));
        padding: var(--hr-space-2) var(--hr-space-3);
        border: 1px solid var(--hr-line-strong);
        border-radius: var(--hr-radius-s);
        background: var(--hr-surface);
        resize: vertical;
      }
      .fault {
        color: var(--hr-danger);
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  /** What was asked is on its way; true from the press on, and false again once it was answered. */
  @property({ attribute: false }) busy = false;
  /** Why it was not done. */
  @property({ attribute: false }) failed: Notice | null = null;

  @query("dialog") protected dialog!: HTMLDialogElement;
  @query("textarea") protected field!: HTMLTextAreaElement;

  protected abstract get title_(): string;
  protected abstract get action(): string;
  protected abstract content(): TemplateResult;
  /** Asks it of the gateway; false when something is missing. */
  protected abstract submit(written: string): boolean;

  show(): void {
    if (!this.dialog.open) this.dialog.showModal();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.get("busy") !== true || this.busy || this.failed !== null) return;
    this.dialog.close();
    this.renderRoot.querySelector("form")?.reset();
  }

  override render(): TemplateResult {
    const { words, failed } = this;
    return html`<dialog aria-labelledby="title">
      <form @submit=${this.send_}>
        <div class="head">
          <h2 id="title">${this.title_}</h2>
          <button type="button" class="quiet square" aria-label=${words.close} @click=${this.close}>
            ${icon(X)}
          </button>
        </div>
        ${this.content()}
        ${failed === null ? nothing : html`<p class="fault" role="alert">${noticeText(words, failed)}</p>`}
        <div class="end">
          <button type="button" class="quiet" @click=${this.close}>${words.cancel}</button>
          <button class="primary" ?disabled=${this.busy}>${this.action}</button>
        </div>
      </form>
    </dialog>`;
  }

  private readonly close = (): void => this.dialog.close();

  private readonly send_ = (event: Event): void => {
    event.preventDefault();
    // At once: the answer may be there before the desk is drawn again.
    this.busy = this.submit(this.field.value.trim());
  };
}
