import type { Servlet } from '../servlet.ts';
import { type ClassAnnotation, classAnnotation } from './class-decorator.ts';

/** The elements of `@MultipartConfig`. Sizes are bytes; -1: no limit. */
export interface MultipartConfigElements {
  /** Where files are written; empty: the temporary folder of the system. */
  readonly location?: string | undefined;
  /** What one file may have: -1. */
  readonly maxFileSize?: number | undefined;
  /** What the whole body may have: -1. */
  readonly maxRequestSize?: number | undefined;
  /** A part bigger than this is kept in a file: 0. */
  readonly fileSizeThreshold?: number | undefined;
}

/**
 * Java's `@MultipartConfig`: the servlets of the class take multipart forms, however they are registered.
 * A registration that says so itself goes before.
 */
export function MultipartConfig(elements: MultipartConfigElements = {}): ClassAnnotation<Servlet> {
  return classAnnotation('MultipartConfig', 'multipart', {
    location: elements.location ?? '',
    maxFileSize: elements.maxFileSize ?? -1,
    maxRequestSize: elements.maxRequestSize ?? -1,
    fileSizeThreshold: elements.fileSizeThreshold ?? 0,
  });
}
