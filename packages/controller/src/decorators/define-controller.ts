import { metadataOf } from '../common/metadata-store.ts';
import type {
  ClassMetadata,
  InjectedClass,
  InterceptorClass,
  InterceptorRef,
} from '../common/metadata.ts';
import type { ConversationOptions } from '../session/conversation.ts';
import type { Parameter } from './parameters.ts';
import { conversationOf } from './session-attributes.ts';

/** What decorators say about an action, without decorators. */
export interface ActionDefinition {
  /** A path of its own, whatever the path of the controller. */
  readonly actionKey?: string;
  /** The HTTP methods that it answers, as `['POST']`; default: all. `GET` includes `HEAD`. */
  readonly verbs?: readonly string[];
  /** Its interceptors, in the order in which they run. */
  readonly before?: readonly InterceptorRef[];
  /** `true`: takes away all interceptors but its own; or those of these classes. */
  readonly clear?: true | readonly InterceptorClass[];
  /** Its arguments, from the first to the last. */
  readonly args?: readonly Parameter[];
}

/** The actions of a controller by the names of its methods. */
export type ActionDefinitions = Readonly<Record<string, ActionDefinition>>;

/** What decorators say about a controller, without decorators. */
export interface ControllerDefinition {
  /** Where it answers, such as `/user`. */
  readonly path?: string;
  /** Where its views are, below the base view path; default is the path. */
  readonly viewPath?: string;
  /** Interceptors of all its actions; see `Before`. */
  readonly before?: readonly InterceptorRef[];
  /** `true`: takes away the global interceptors and those of the routes; or those of these classes. */
  readonly clear?: true | readonly InterceptorClass[];
  /** Request attributes that are kept in the session; see `SessionAttributes`. */
  readonly sessionAttributes?: readonly string[] | ConversationOptions;
  /** Its actions, and what is said about each. */
  readonly actions?: ActionDefinitions;
  /** What to put into fields after construction, by the names of the fields. */
  readonly inject?: Readonly<Record<string, InjectedClass>>;
}

/**
 * Says about a controller what decorators would say. The same as `static actions` for the actions
 * alone.
 */
export function defineController(type: object, definition: ControllerDefinition): void {
  const metadata = metadataOf(type);
  const { clear } = definition;
  metadata.path = definition.path ?? metadata.path;
  metadata.viewPath = definition.viewPath ?? metadata.viewPath;
  metadata.before = definition.before ?? metadata.before;
  if (clear !== undefined) metadata.clear = clear === true ? [] : clear;
  defineConversation(metadata, definition.sessionAttributes);
  defineActions(metadata, definition.actions ?? {});
  defineFields(metadata, definition.inject ?? {});
}

function defineConversation(
  metadata: ClassMetadata,
  kept: ControllerDefinition['sessionAttributes'],
): void {
  if (kept !== undefined) metadata.conversation = conversationOf('names' in kept ? [kept] : kept);
}

function defineFields(
  metadata: ClassMetadata,
  fields: Readonly<Record<string, InjectedClass>>,
): void {
  for (const [field, type] of Object.entries(fields)) {
    const set = (object: object, value: unknown): void => {
      Reflect.set(object, field, value);
    };
    metadata.member(field).inject = { type, set };
  }
}

/** Notes actions in the metadata of a class. */
export function defineActions(metadata: ClassMetadata, actions: ActionDefinitions): void {
  for (const [name, definition] of Object.entries(actions)) {
    const member = metadata.member(name);
    member.action = true;
    const { actionKey, verbs, before } = definition;
    if (actionKey !== undefined) member.actionKey = actionKey;
    if (verbs !== undefined) member.verbs = verbs.flatMap(withHead);
    if (before !== undefined) member.before = before;
    if (definition.clear !== undefined)
      member.clear = definition.clear === true ? [] : definition.clear;
    (definition.args ?? []).forEach((parameter, index) => {
      member.parameters.set(index, parameter.metadata);
    });
  }
}

function withHead(verb: string): string[] {
  const name = verb.toUpperCase();
  return name === 'GET' ? ['GET', 'HEAD'] : [name];
}
