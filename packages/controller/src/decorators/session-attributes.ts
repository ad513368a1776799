import { metadataOf } from '../common/metadata-store.ts';
import { ConversationInterceptor, type ConversationOptions } from '../session/conversation.ts';
import type { ClassDecoratorOf } from './decorator-types.ts';
import { classPlace } from './dialect.ts';

/**
 * Request attributes that the actions of a class keep in the session from one request to the next, as
 * Spring's annotation of this name: see {@link ConversationInterceptor}, which runs right before each
 * action, behind the guards, and is never cleared.
 *
 * @param names the names of the attributes; or the names with a prefix
 */
export function SessionAttributes(...names: string[] | [ConversationOptions]): ClassDecoratorOf {
  return (target: unknown, context?: unknown): void => {
    const metadata = metadataOf(classPlace('SessionAttributes', target, context));
    metadata.conversation = conversationOf(names);
  };
}

/** The interceptor that keeps these attributes. */
export function conversationOf(
  names: readonly string[] | readonly [ConversationOptions],
): ConversationInterceptor {
  const [first] = names;
  return new ConversationInterceptor(
    typeof first === 'object' ? first : { names: names as readonly string[] },
  );
}
