import { metadataOf } from '../common/metadata-store.ts';
import type {
  ClassMetadata,
  InterceptorClass,
  InterceptorRef,
  MemberMetadata,
} from '../common/metadata.ts';
import type { ClassDecoratorOf, MethodDecoratorOf } from './decorator-types.ts';
import { classPlace, isStandard, memberPlace } from './dialect.ts';

/** A decorator of classes and of methods. It does not make a method an action. */
export type ClassOrMethodDecorator = ClassDecoratorOf & MethodDecoratorOf;

function noteBoth(
  name: string,
  note: (metadata: ClassMetadata | MemberMetadata) => void,
): ClassOrMethodDecorator {
  return (target: unknown, context?: unknown): void => {
    const atClass = isStandard(context) ? context.kind === 'class' : context === undefined;
    if (atClass) {
      note(metadataOf(classPlace(name, target, context)));
    } else {
      const place = memberPlace(name, 'method', [target, context]);
      note(metadataOf(place.owner).member(place.name));
    }
  };
}

/**
 * Interceptors that run before the actions of a class, or before one action, in this order.
 * Several of these decorators at one place run from the top to the bottom.
 */
export function Before(...interceptors: InterceptorRef[]): ClassOrMethodDecorator {
  return noteBoth('Before', (metadata) => {
    // Decorators are applied from the bottom to the top.
    metadata.before = [...interceptors, ...(metadata.before ?? [])];
  });
}

/**
 * Takes away interceptors: at a class the global ones and those of the routes, at a method also those
 * of the class. The method's own always stay.
 *
 * @param classes which ones, by exactly these classes; none: all
 */
export function Clear(...classes: InterceptorClass[]): ClassOrMethodDecorator {
  return noteBoth('Clear', (metadata) => {
    metadata.clear = classes;
  });
}
