import type { ServletListener } from '../listeners.ts';
import { type ClassAnnotation, classAnnotation } from './class-decorator.ts';

/**
 * Java's `@WebListener`: registers a listener of an application that has the class in its option `classes`.
 * Such listeners are called in the order of that option, behind those of `web.xml` and before those of the
 * option `listeners`.
 */
export function WebListener(): ClassAnnotation<ServletListener> {
  return classAnnotation('WebListener', 'listener', true);
}
