import type { MappedPath } from '../../mapping/mapped-path.ts';
import type { ServletMapper } from '../../mapping/servlet-mapper.ts';
import type { Resources } from './resources.ts';
import type { ServletHolder } from '../servlet-holder.ts';

/** Finds what a folder gives (Servlet 6.1, 10.10), for paths that end with a slash. */
export class WelcomeFiles {
  readonly #names: readonly string[];
  readonly #mapper: ServletMapper<ServletHolder>;
  readonly #resources: Resources;

  constructor(
    names: readonly string[],
    mapper: ServletMapper<ServletHolder>,
    resources: Resources,
  ) {
    this.#names = names;
    this.#mapper = mapper;
    this.#resources = resources;
  }

  /** The first that is a servlet's path, or a file; then the first with an extension that a servlet has. */
  map(folder: string): MappedPath<ServletHolder> | undefined {
    for (const name of this.#names) {
      const found = this.#mapExisting(folder + name);
      if (found !== undefined) return found;
    }
    for (const name of this.#names) {
      const found = this.#mapper.mapExtension(folder + name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #mapExisting(path: string): MappedPath<ServletHolder> | undefined {
    const explicit = this.#mapper.mapExplicit(path);
    if (explicit !== undefined) return explicit;
    if (this.#resources.kindOf(path) !== 'file') return undefined;
    return this.#mapper.mapExtension(path) ?? this.#mapper.mapDefault(path);
  }
}
