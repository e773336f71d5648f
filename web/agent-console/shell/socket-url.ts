/** The socket's address on this page's own host. */
export function socketUrl(page: { readonly protocol: string; readonly host: string }): string {
  return `${page.protocol === "https:" ? "wss" : "ws"}://${page.host}/ws/agent`;
}
