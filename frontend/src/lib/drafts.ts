/** What is being edited and not yet sent, so that a reload does not lose it. It ends with the tab, or on signing out. */

const PREFIX = "churnvision-draft:";

/** The draft kept under a name; undefined where there is none, or none that can be read. */
export function readDraft(name: string): unknown {
  try {
    const kept = sessionStorage.getItem(PREFIX + name);
    return kept === null ? undefined : JSON.parse(kept);
  } catch {
    return undefined;
  }
}

/** Keeps a draft; without room or permission to store, it is only not kept. */
export function keepDraft(name: string, draft: unknown): void {
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify(draft));
  } catch {
    // Editing goes on; a reload would lose it.
  }
}

export function forgetDraft(name: string): void {
  try {
    sessionStorage.removeItem(PREFIX + name);
  } catch {
    // What could not be stored needs no forgetting.
  }
}

/** Forgets every draft of this tab. */
export function forgetDrafts(): void {
  try {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith(PREFIX)) sessionStorage.removeItem(name);
    }
  } catch {
    // What could not be stored needs no forgetting.
  }
}
