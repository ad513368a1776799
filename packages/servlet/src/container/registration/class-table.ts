import { IllegalArgumentException } from 'httpsession';
import { annotationsOf, type ClassAnnotations } from '../../api/annotation/annotation-store.ts';

/** Makes objects of a class. */
export type Constructor<T> = new () => T;

/** A class that was annotated. */
export interface AnnotatedClass {
  /** Its name in the table. */
  readonly className: string;
  readonly type: Constructor<object>;
  readonly annotations: Readonly<ClassAnnotations>;
}

const NOTHING: Readonly<ClassAnnotations> = Object.freeze({});

/** The classes of an application by their names, with their annotations: what Java's class loader is there. */
export class ClassTable {
  readonly #classes: ReadonlyMap<string, Constructor<object>>;
  readonly #isMetadataComplete: boolean;

  /** @param isMetadataComplete whether `web.xml` says all, so that annotations count for nothing */
  constructor(classes: ReadonlyMap<string, Constructor<object>>, isMetadataComplete: boolean) {
    this.#classes = classes;
    this.#isMetadataComplete = isMetadataComplete;
  }

  /** The classes that have annotations which count, in the order of the table. */
  annotated(): readonly AnnotatedClass[] {
    return Array.from(this.#classes, ([className, type]) => ({
      className,
      type,
      annotations: this.annotationsOf(type),
    }));
  }

  /** The annotations of a class, in the table or not, as far as they count. */
  annotationsOf(type: object): Readonly<ClassAnnotations> {
    return this.#isMetadataComplete ? NOTHING : annotationsOf(type);
  }

  /** The class of a name: as it is, or without its package. Undefined when there is none. */
  classOf(name: string): Constructor<object> | undefined {
    return this.#classes.get(name) ?? this.#classes.get(name.slice(name.lastIndexOf('.') + 1));
  }

  /**
   * As `classOf`, for a class that must be there.
   * @param what for the message: what the class is wanted for
   * @throws IllegalArgumentException when there is none
   */
  find(name: string, what: string): Constructor<object> {
    const found = this.classOf(name);
    if (found !== undefined) return found;
    const known = [...this.#classes.keys()];
    const list = known.length === 0 ? 'there is none' : `there are ${known.join(', ')}`;
    throw new IllegalArgumentException(
      `${what}: the option classes has no class ${JSON.stringify(name)}; ${list}`,
    );
  }
}
