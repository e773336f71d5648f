import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { CircleCheck, Send } from "lucide";
import { base } from "../../shared/desk/styles/base.ts";
import { icon } from "../../shared/icon.ts";
import { dayAndTime, type Locale } from "../../shared/i18n.ts";
import type { Golden, Problem } from "../core/contract.ts";
import "../code/diff-view.ts";
import type { Row } from "../core/entries.ts";
import { inOrder } from "../core/problems.ts";
import type { Catalogue } from "../messages/messages.ts";
import type { Conflict } from "../shell/api.ts";
import type { EditorStore, State } from "../shell/editor-store.ts";
import { panel } from "../styles/panel.ts";
import "./conflict.ts";
import "./problems.ts";

/**
 * The last look before customers read it: what changes, what the deep check says, a message, publish.
 *
 * @fires jump, open-entry, open-file
 */
@customElement("hr-review")
export class Review extends LitElement {
  static override styles = [
    base,
    panel,
    css`
      progress {
        width: 100%;
        height: 0.5rem;
        accent-color: var(--hr-accent);
      }
      hr-draft-diff {
        margin-top: var(--hr-space-2);
      }
      .done {
        display: flex;
        align-items: flex-start;
        gap: var(--hr-space-3);
      }
      .done .icon {
        width: 1.75rem;
        height: 1.75rem;
        color: var(--hr-good);
      }
      .steps {
        display: grid;
        gap: var(--hr-space-4);
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .golden li + li {
        margin-top: var(--hr-space-2);
      }
      .golden button {
        min-height: 1.5rem;
        padding: 0;
        border: 0;
        background: none;
        color: var(--hr-accent-strong);
        text-decoration: underline;
      }
      form {
        display: grid;
        gap: var(--hr-space-2);
      }
      label {
        font-weight: 600;
      }
      textarea {
        min-height: 4.5rem;
        resize: vertical;
      }
      form button {
        justify-self: start;
        min-height: 2.75rem;
        padding: 0 var(--hr-space-5);
        font-size: var(--hr-text-m);
      }
      .error {
        color: var(--hr-danger);
      }
      hr-problems {
        margin: 0 calc(-1 * var(--hr-space-3));
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) locale!: Locale;
  @property({ attribute: false }) state!: State;
  @property({ attribute: false }) store!: EditorStore;

  @property({ attribute: false }) rows: readonly Row[] = [];

  @state() private refused: "broken" | "away" | null = null;
  @state() private elapsed = 0;

  @query("textarea") private message!: HTMLTextAreaElement;
  @query("h1") private heading!: HTMLElement;

  private timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setInterval(() => {
      const { deep } = this.state;
      this.elapsed = deep.is === "running" ? Math.round((Date.now() - deep.since) / 1000) : 0;
    }, 1000);
    if (this.names.length > 0 && this.conflicts.length === 0) void this.store.check(true);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  override firstUpdated(): void {
    this.heading.focus();
  }

  private get names(): readonly string[] {
    return Object.keys(this.state.drafts).sort();
  }

  private get conflicts(): readonly Conflict[] {
    return this.state.conflicts.filter((conflict) => conflict.name in this.state.drafts);
  }

  override render(): TemplateResult {
    const { words, state, names, conflicts } = this;
    return html`<div class="page">
      <header>
        <h1 tabindex="-1">${words.publish}</h1>
        ${names.length > 0 ? html`<p class="lead">${words.publishLead}</p>` : nothing}
      </header>
      ${state.success ? this.success(state.success.version, state.success.number) : nothing}
      ${
        names.length === 0 && !state.success
          ? html`<p class="lead">${words.nothingToPublish}</p>`
          : nothing
      }
      ${conflicts.map(
        (conflict) =>
          html`<hr-conflict
            .words=${words}
            .locale=${this.locale}
            .conflict=${conflict}
            .mine=${state.drafts[conflict.name]!.text}
            @resolved=${this.resolved}
          ></hr-conflict>`,
      )}
      ${
        names.length === 0
          ? nothing
          : html`<ol class="steps">
              <li class="card" aria-labelledby="changes">
                <h2 id="changes">${words.whatChanges}</h2>
                ${names.map((name) => this.change(name))}
              </li>
              <li class="card" aria-labelledby="check">
                <h2 id="check">${words.checkBefore}</h2>
                <div role="status">${this.check()}</div>
                ${this.problems()}
              </li>
              <li class="card" aria-labelledby="send">
                <h2 id="send">${words.publish}</h2>
                ${this.form()}
              </li>
            </ol>`
      }
    </div>`;
  }

  private success(version: string, number: number): TemplateResult {
    const { words } = this;
    return html`<section class="card good" role="status">
      <div class="done">
        ${icon(CircleCheck)}
        <div>
          <h2>${words.liveForCustomers}</h2>
          <p class="soft">
            ${words.publishedAs(number, dayAndTime(this.locale, this.state.success!.at))}
            <code>${version.slice(0, 12)}</code>
          </p>
        </div>
      </div>
      ${
        this.state.checked.warnings.length > 0
          ? html`<hr-problems
              .words=${words}
              .problems=${this.state.checked.warnings}
            ></hr-problems>`
          : nothing
      }
    </section>`;
  }

  private change(name: string): TemplateResult {
    const { words, state } = this;
    const published = state.files[name];
    const isNew = state.drafts[name]!.revision === null;
    return html`<section aria-label=${name}>
      <div class="line">
        <h3>${name}</h3>
        ${isNew ? html`<span class="mark accent">${words.changes.new}</span>` : nothing}
        <span class="space"></span>
        <button @click=${() => this.fire("open-file", name)}>${words.editFile}</button>
        <button
          @click=${() => {
            if (confirm(words.discardQuestion(name))) this.store.discard(name);
          }}
        >
          ${words.discardDraft}
        </button>
      </div>
      <hr-draft-diff
        .published=${published?.text ?? ""}
        .draft=${state.drafts[name]!.text}
        .locale=${this.locale}
        .label=${words.changesOf(name)}
      ></hr-draft-diff>
    </section>`;
  }

  private check(): TemplateResult {
    const { words, state } = this;
    switch (state.deep.is) {
      case "running":
        return html`<p class="soft">
            ${words.checkingDeep}<span aria-hidden="true"> ${words.seconds(this.elapsed)}</span>
          </p>
          <progress aria-label=${words.checkBefore}></progress>`;
      case "done": {
        const { errors, warnings, golden } = state.checked;
        const clean = errors.length + warnings.length + (golden?.failed.length ?? 0) === 0;
        return html`<p class="soft">
          ${clean ? words.checkClean : words.checkFound(errors.length, warnings.length)}
          ${golden ? words.goldenPassed(golden.asked - golden.failed.length, golden.asked) : nothing}
        </p>`;
      }
      case "none":
        return html`<div class="line">
          <p class="soft">${this.state.away ? words.faqAway : words.notCheckedYet}</p>
          <button @click=${() => void this.store.check(true)}>${words.checkNow}</button>
        </div>`;
    }
  }

  private problems(): TemplateResult {
    const { words, state } = this;
    const { errors, warnings, golden } = state.checked;
    const changed = new Set(this.rows.filter((row) => row.change !== null).map((row) => row.id));
    const isMine = ({ file, entry, other }: Problem): boolean =>
      entry ? changed.has(entry) || changed.has(other ?? "") : file in state.drafts;
    const others = warnings.filter((problem) => !isMine(problem));
    return html`
      <hr-problems
        .words=${words}
        .problems=${inOrder([...errors, ...warnings.filter(isMine)])}
      ></hr-problems>
      ${
        others.length > 0
          ? html`<details>
              <summary>${words.warningsElsewhere(others.length)}</summary>
              <hr-problems .words=${words} .problems=${inOrder(others)}></hr-problems>
            </details>`
          : nothing
      }
      ${
        golden && golden.failed.length > 0
          ? html`<h3>${words.goldenFailed(golden.failed.length)}</h3>
              <p class="soft">
                ${
                  golden.failed.length <= (state.content?.golden_failed ?? 0)
                    ? words.goldenBefore
                    : words.goldenLead
                }
              </p>
              <ul class="golden">
                ${golden.failed.map((failed) => html`<li>${this.golden(failed)}</li>`)}
              </ul>`
          : nothing
      }
    `;
  }

  private golden({ question, expected, got, outcome, file, line }: Golden): TemplateResult {
    const { words } = this;
    const entry = (id: string): TemplateResult =>
      id === "none"
        ? html`<em>${words.goldenNone}</em>`
        : html`<button @click=${() => this.fire("open-entry", { id })}>${id}</button>`;
    return html`<strong>“${question}”</strong><br />
      <span class="soft"
        >${words.goldenExpected}: ${entry(expected)} · ${words.goldenGot}:
        ${got.length > 0 ? got.map((id) => html`${entry(id)} `) : html`<em>${words.goldenNone}</em>`}
        (${words.outcomeNames[outcome]}) ·
        <button
          @click=${() =>
            this.fire("jump", { file, line, column: 1, message: question, severity: "error" })}
        >
          ${words.place(file, line, 1)}
        </button></span
      >`;
  }

  private form(): TemplateResult {
    const { words, state } = this;
    const broken = state.checked.errors.length > 0;
    const blocked = broken || this.conflicts.length > 0 || state.publishing;
    return html`<form @submit=${this.publish}>
      <label for="message">${words.messageLabel}</label>
      <textarea id="message" maxlength="500" placeholder=${words.messagePlaceholder}></textarea>
      ${
        this.refused
          ? html`<p class="error" role="alert">
              ${this.refused === "broken" ? words.publishRefused : words.publishAway}
            </p>`
          : nothing
      }
      ${broken ? html`<p class="error">${words.mendFirst}</p>` : nothing}
      ${this.conflicts.length > 0 ? html`<p class="error">${words.resolveFirst}</p>` : nothing}
      <button class="primary" type="submit" ?disabled=${blocked}>
        ${icon(Send)}${state.publishing ? words.publishing : words.publishNow}
      </button>
    </form>`;
  }

  private readonly publish = async (event: Event): Promise<void> => {
    event.preventDefault();
    this.refused = null;
    const result = await this.store.publish(this.message.value.trim());
    if (result.is === "broken") this.refused = "broken";
    else if (result.is === "away") this.refused = "away";
    if (result.is === "ok" || result.is === "conflict") {
      await this.updateComplete;
      this.heading.focus();
      this.renderRoot.querySelector(".page")!.scrollIntoView({ block: "start" });
    }
  };

  private readonly resolved = (
    event: CustomEvent<{ conflict: Conflict; take: "theirs" | { mine: string } }>,
  ): void => {
    this.store.resolve(event.detail.conflict, event.detail.take);
    void this.updateComplete.then(() => {
      this.heading.focus();
      if (this.names.length > 0 && this.conflicts.length === 0) void this.store.check(true);
    });
  };

  private fire(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}
