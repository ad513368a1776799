import type { DispatcherType } from '../dispatcher-type.ts';

/** What `@WebServlet` says. */
export interface ServletAnnotation {
  /** Undefined: the name of the class. */
  readonly name: string | undefined;
  readonly urlPatterns: readonly string[];
  readonly initParams: ReadonlyMap<string, string>;
  readonly loadOnStartup: number | undefined;
  readonly asyncSupported: boolean | undefined;
}

/** What `@WebFilter` says. */
export interface FilterAnnotation {
  /** Undefined: the name of the class. */
  readonly filterName: string | undefined;
  readonly urlPatterns: readonly string[];
  readonly servletNames: readonly string[];
  /** Empty: `REQUEST` alone. */
  readonly dispatcherTypes: readonly DispatcherType[];
  readonly initParams: ReadonlyMap<string, string>;
  readonly asyncSupported: boolean | undefined;
}

/** What `@MultipartConfig` says. Sizes are bytes; -1: no limit. */
interface MultipartAnnotation {
  readonly location: string;
  readonly maxFileSize: number;
  readonly maxRequestSize: number;
  readonly fileSizeThreshold: number;
}

/** All that one class has been annotated with. */
export interface ClassAnnotations {
  servlet?: ServletAnnotation;
  filter?: FilterAnnotation;
  listener?: true;
  multipart?: MultipartAnnotation;
}

const records = new WeakMap<object, ClassAnnotations>();
const NOTHING: Readonly<ClassAnnotations> = Object.freeze({});

/** The annotations of exactly this class: as in Java, those of the class that it extends are not its own. */
export function annotationsOf(type: object): Readonly<ClassAnnotations> {
  return records.get(type) ?? NOTHING;
}

/** The record of a class; made when there is none. */
export function recordOf(type: object): ClassAnnotations {
  let record = records.get(type);
  if (record === undefined) {
    record = {};
    records.set(type, record);
  }
  return record;
}
