import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { base } from "../../shared/desk/styles/base.ts";
import { readDiff, type DiffLine } from "../core/diff.ts";
import type { Catalogue } from "../messages/messages.ts";

const SIGNS: Readonly<Record<DiffLine["kind"], string>> = { same: " ", added: "+", removed: "−" };

/** A diff of the service, for the eye and the ear. */
@customElement("hr-unified-diff")
export class UnifiedDiff extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        gap: var(--hr-space-3);
      }
      h4 {
        margin: 0 0 var(--hr-space-1);
        font-size: var(--hr-text-s);
        font-weight: 600;
      }
      .scroll {
        overflow-x: auto;
        border: 1px solid var(--hr-line);
        border-radius: var(--hr-radius-s);
      }
      table {
        width: 100%;
        border-collapse: collapse;
        font-family: ui-monospace, Menlo, Consolas, "Liberation Mono", monospace;
        font-size: 0.8125rem;
        line-height: 1.6;
      }
      tbody + tbody {
        border-top: 1px dashed var(--hr-line-strong);
      }
      td {
        padding: 0 var(--hr-space-2);
        vertical-align: top;
      }
      .text {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      .number {
        width: 3rem;
        color: var(--hr-ink-soft);
        text-align: end;
        user-select: none;
      }
      .sign {
        width: 1.25rem;
        padding: 0;
      }
      tr.added {
        background: color-mix(in srgb, var(--hr-good) 14%, transparent);
      }
      tr.removed {
        background: color-mix(in srgb, var(--hr-danger) 12%, transparent);
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) diff = "";

  override render(): TemplateResult {
    const { words } = this;
    const files = readDiff(this.diff);
    if (files.length === 0) return html`<p>${words.noDifference}</p>`;
    return html`${files.map(
      ({ name, hunks }) =>
        html`<section>
          <h4>${name}</h4>
          <div class="scroll" tabindex="0" role="region" aria-label=${words.changesOf(name)}>
            <table>
              ${hunks.map(
                (lines) =>
                  html`<tbody>
                    ${lines.map((line) => this.line(line))}
                  </tbody>`,
              )}
            </table>
          </div>
        </section>`,
    )}`;
  }

  private line({ kind, text, before, after }: DiffLine): TemplateResult {
    const { words } = this;
    return html`<tr class=${kind}>
      <td class="number">${after ?? before}</td>
      <td class="sign">
        <span aria-hidden="true">${SIGNS[kind]}</span
        >${kind === "same" ? "" : html`<span class="spoken">${words.diffLine[kind]}</span>`}
      </td>
      <td class="text">${text}</td>
    </tr>`;
  }
}
