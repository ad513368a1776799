import { metadataOf } from '../common/metadata-store.ts';
import type { ClassDecoratorOf } from './decorator-types.ts';
import { classPlace } from './dialect.ts';

/**
 * Where a controller answers.
 *
 * @param path such as `/user`; a missing leading slash is added
 * @param viewPath where its views are, below the base view path; default is the path
 */
export function Path(path: string, viewPath?: string): ClassDecoratorOf {
  return (target: unknown, context?: unknown): void => {
    const metadata = metadataOf(classPlace('Path', target, context));
    metadata.path = path;
    metadata.viewPath = viewPath;
  };
}
