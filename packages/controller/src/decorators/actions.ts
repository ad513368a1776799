import { metadataOf } from '../common/metadata-store.ts';
import type { MemberMetadata } from '../common/metadata.ts';
import type { MethodDecoratorOf } from './decorator-types.ts';
import { memberPlace } from './dialect.ts';

/** Makes a decorator of methods from what it notes about the method. */
export function noteMethod(
  name: string,
  note: (member: MemberMetadata) => void,
): MethodDecoratorOf {
  return (target: unknown, context: unknown): void => {
    const place = memberPlace(name, 'method', [target, context]);
    note(metadataOf(place.owner).member(place.name));
  };
}

function answering(decorator: string, verbs: readonly string[]): () => MethodDecoratorOf {
  return () =>
    noteMethod(decorator, (member) => {
      member.action = true;
      member.verbs = [...(member.verbs ?? []), ...verbs];
    });
}

/** Makes a method an action for all HTTP methods. Its path: the controller's and its name. */
export function Action(): MethodDecoratorOf {
  return noteMethod('Action', (member) => {
    member.action = true;
  });
}

/**
 * Makes a method an action with a path of its own, whatever the path of the controller.
 *
 * @param key such as `/login`; a missing leading slash is added
 */
export function ActionKey(key: string): MethodDecoratorOf {
  return noteMethod('ActionKey', (member) => {
    member.action = true;
    member.actionKey = key;
  });
}

/** Takes a method out where all public methods are actions (`setImplicitActions`). */
export function NotAction(): MethodDecoratorOf {
  return noteMethod('NotAction', (member) => {
    member.notAction = true;
  });
}

/** Makes a method an action for GET and HEAD; other HTTP methods get 405. */
export const Get: () => MethodDecoratorOf = answering('Get', ['GET', 'HEAD']);

/** Makes a method an action for POST; other HTTP methods get 405. Adds up with the others. */
export const Post: () => MethodDecoratorOf = answering('Post', ['POST']);

/** Makes a method an action for PUT; other HTTP methods get 405. Adds up with the others. */
export const Put: () => MethodDecoratorOf = answering('Put', ['PUT']);

/** Makes a method an action for PATCH; other HTTP methods get 405. Adds up with the others. */
export const Patch: () => MethodDecoratorOf = answering('Patch', ['PATCH']);

/** Makes a method an action for DELETE; other HTTP methods get 405. Adds up with the others. */
export const Delete: () => MethodDecoratorOf = answering('Delete', ['DELETE']);
