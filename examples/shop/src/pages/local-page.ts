const pages = ['/', '/cart', '/session', '/account', '/sign-in'];

/** A page of the shop that a form asks to be led to; the shelf when it names anything else. */
export function localPage(path: string | null): string {
  // Compared with a list: a redirect to whatever a form says would lead to other sites too.
  return pages.find((page) => page === path) ?? '/';
}
