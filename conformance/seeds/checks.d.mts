export interface Row {
  id: string;
  says: string;
  ours: string;
  of?: string;
  call?: string;
  docs?: string;
  waitsFor?: string;
}

export interface Conflict {
  about: string;
  rows: string[];
  ours: string;
  docs: string;
}

export interface Catalogue {
  documents: Record<string, string>;
  conflicts: Conflict[];
  rows: Row[];
}

/** The files of tests by the ids in their titles. */
export type Titles = Map<string, string[]>;
/** The members of what is exported, by its names. */
export type Names = Map<string, Set<string>>;

export function readCatalogue(path: string): Catalogue;
export function findTitles(root: string): Titles;
export function publicNames(root: string): Names;
export function toPage(catalogue: Catalogue, tests: Titles, root: string): string;
export function problemsOf(
  catalogue: Catalogue,
  repository: { root: string; tests: Titles; names: Names },
): string[];
