/** The paths of all pages of the documentation. */
export function pages(): string[];
/** A page with the snippets that its comments name, as they are in their files now. */
export function withSnippets(page: string): string;
/** A page without its snippets: what is left was written by hand. */
export function withoutSnippets(page: string): string;
