/** The demo's one-click sign-ins. They exist only while the gateway runs as a demo. */

/** Whether the gateway runs as a demo; false as well when it does not answer. */
export async function isDemo(): Promise<boolean> {
  try {
    const answer = await fetch("/api/demo");
    return answer.ok && ((await answer.json()) as { demo: boolean }).demo;
  } catch {
    return false;
  }
}

/**
 * The signed token with which the shop vouches for the demo customer.
 *
 * @throws when the gateway does not answer, or is no demo.
 */
export async function demoCustomer(): Promise<string> {
  const answer = await post("/api/demo/customer");
  return ((await answer.json()) as { identity: string }).identity;
}

/**
 * Signs this browser in as the demo agent.
 *
 * @throws when the gateway does not answer, or is no demo.
 */
export async function demoAgent(): Promise<void> {
  await post("/api/demo/agent");
}

async function post(path: string): Promise<Response> {
  const answer = await fetch(path, { method: "POST" });
  if (!answer.ok) throw new Error(`POST ${path} was answered ${answer.status}; expected 200`);
  return answer;
}
