import type { FilterMapping } from '../../mapping/filter-mapper.ts';
import type { FilterHolder } from '../filter-holder.ts';

type Mapping = FilterMapping<FilterHolder>;

/** The mappings of all filters while they are set up: those before the declared ones, and the rest. */
export class FilterMappings {
  readonly #first: Mapping[] = [];
  readonly #rest: Mapping[] = [];

  /** @param isAfter false: before what is declared, and behind what came here before it (as in Tomcat) */
  add(mapping: Mapping, isAfter: boolean): void {
    (isAfter ? this.#rest : this.#first).push(mapping);
  }

  all(): readonly Mapping[] {
    return [...this.#first, ...this.#rest];
  }

  of(filter: FilterHolder): readonly Mapping[] {
    return this.all().filter((mapping) => mapping.filter === filter);
  }
}
