export interface SignInSearch {
  next?: string;
}

/**
 * The page to go on to after signing in. Only addresses of this page are taken: a link must not send
 * people elsewhere ("//host" and "/\host" are other hosts to a browser).
 */
export function readSignInSearch(search: Record<string, unknown>): SignInSearch {
  const { next } = search;
  return typeof next === "string" && /^\/(?![/\\])[^\s\\]*$/.test(next) ? { next } : {};
}
