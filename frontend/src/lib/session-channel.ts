/** The page's tabs share the session's cookie, but each has its own cache of answers. */
const channel = new BroadcastChannel("churnvision-session");

/** Tells the other tabs who is signed in from now on; null for nobody. */
export function announceSession(userId: number | null): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this channel never leaves its origin
  channel.postMessage(userId);
}

/** Calls `listener` with the id of the user, or null, when another tab has signed in or out. */
export function onSessionElsewhere(listener: (userId: unknown) => void): void {
  channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => listener(data));
}
