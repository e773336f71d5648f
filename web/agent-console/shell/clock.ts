/** The gateway's time, and one tick a second for whatever shows a span that grows. */

import type { ReactiveController, ReactiveControllerHost } from "lit";

let offset = 0;

/** Sets how far this device's clock lies behind the gateway's (milliseconds). */
export function setClockOffset(milliseconds: number): void {
  offset = milliseconds;
}

/** Now by the gateway's clock, in milliseconds since 1970. */
export function now(): number {
  return Date.now() + offset;
}

const SECOND = 1000;
const hosts = new Set<ReactiveControllerHost>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Renders its host anew each second while it is on the page. All hosts share one timer. */
export class Ticking implements ReactiveController {
  readonly #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    hosts.add(this.#host);
    timer ??= setInterval(() => {
      for (const host of hosts) host.requestUpdate();
    }, SECOND);
  }

  hostDisconnected(): void {
    hosts.delete(this.#host);
    if (hosts.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }
}
