import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { CircleAlert, CircleCheck, TriangleAlert } from "lucide";
import { base } from "../../shared/desk/styles/base.ts";
import { icon } from "../../shared/icon.ts";
import type { Problem } from "../core/contract.ts";
import type { Catalogue } from "../messages/messages.ts";

/**
 * What is to be mended, each a button that leads there.
 *
 * @fires jump - `detail: Problem`
 */
@customElement("hr-problems")
export class Problems extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      button {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        justify-content: start;
        gap: var(--hr-space-2);
        width: 100%;
        padding: var(--hr-space-2) var(--hr-space-3);
        border: 0;
        background: none;
        font-weight: 400;
        text-align: start;
        white-space: normal;
      }
      button:hover {
        background: var(--shade);
      }
      button:focus-visible {
        outline-offset: -2px;
      }
      .icon {
        margin-top: 0.0625rem;
      }
      .error .icon {
        color: var(--hr-danger);
      }
      .warning .icon {
        color: var(--hr-warn);
      }
      .place {
        display: block;
        color: var(--hr-ink-soft);
        font-size: 0.75rem;
      }
      .none {
        display: flex;
        align-items: center;
        gap: var(--hr-space-2);
        padding: var(--hr-space-2) var(--hr-space-3);
        color: var(--hr-ink-soft);
        font-size: var(--hr-text-s);
      }
      .none .icon {
        color: var(--hr-good);
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) problems: readonly Problem[] = [];
  /** What is said when there is none; nothing when null. */
  @property({ attribute: false }) fine: string | null = null;

  override render(): TemplateResult | typeof nothing {
    const { words, problems } = this;
    if (problems.length === 0) {
      return this.fine === null
        ? nothing
        : html`<p class="none">${icon(CircleCheck)}${this.fine}</p>`;
    }
    return html`<ul>
      ${problems.map((problem) => {
        const kind = problem.kind ? words.kinds[problem.kind] : words.severities[problem.severity];
        return html`<li>
          <button class=${problem.severity} @click=${() => this.jump(problem)}>
            ${icon(problem.severity === "error" ? CircleAlert : TriangleAlert)}
            <span>
              <span class="spoken">${words.severities[problem.severity]}: </span>${problem.message}
              <span class="place"
                >${kind} · ${words.place(problem.file, problem.line, problem.column)}</span
              >
            </span>
          </button>
        </li>`;
      })}
    </ul>`;
  }

  private jump(problem: Problem): void {
    this.dispatchEvent(new CustomEvent("jump", { detail: problem, bubbles: true, composed: true }));
  }
}
