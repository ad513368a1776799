import type { InterceptorOf } from './interceptor.ts';
import type { ArgumentType } from './para-type.ts';

/** An interceptor that has not been made yet: one object of it serves all actions. */
export type InterceptorClass = new () => InterceptorOf<never> | InterceptorGroup;

/** Several interceptors under one name. Taken apart at the start. */
export interface InterceptorGroup {
  /** The members in the order in which they run. */
  interceptors(): readonly InterceptorRef[];
}

/** An interceptor as an application names it: its class, or an object of it. */
export type InterceptorRef = InterceptorClass | InterceptorOf<never> | InterceptorGroup;

/** Where an argument comes from and what it becomes, as it was declared. */
export interface ParameterMetadata {
  readonly source: 'para' | 'sessionAttr' | 'rawData' | 'upload';
  /** The name, or the place among the URL parameters. */
  readonly name: string | number;
  /** `undefined`: to be taken from what the compiler has recorded. */
  readonly type: ArgumentType | undefined;
  /** For a missing value; `undefined`: the type says what then. */
  readonly defaultValue: unknown;
  /** Whether a missing value is answered with 400. */
  readonly required: boolean;
}

/** A dependency that is put into a field after construction. */
export interface InjectMetadata {
  /** What to put there; `undefined`: to be taken from what the compiler has recorded. */
  readonly type: InjectedClass | undefined;
  readonly set: (object: object, value: unknown) => void;
}

/** A class whose objects are injected. Abstract ones need a mapping. */
export type InjectedClass<T = object> = abstract new (...args: never) => T;

/** What was declared about one member of a class. */
export class MemberMetadata {
  /** Whether it was declared to be an action. */
  action = false;
  /** Whether it was declared not to be one. */
  notAction = false;
  /** Its path, whatever the controller's; `undefined`: made of the controller's and its name. */
  actionKey: string | undefined;
  /** The HTTP methods it answers, upper case; `undefined`: all. */
  verbs: readonly string[] | undefined;
  before: readonly InterceptorRef[] | undefined;
  /** Empty: all are cleared; `undefined`: none. */
  clear: readonly InterceptorClass[] | undefined;
  inject: InjectMetadata | undefined;
  /** By place among the arguments. */
  readonly parameters: Map<number, ParameterMetadata> = new Map<number, ParameterMetadata>();
}

/** What was declared about a class itself and about the members that it declares itself. */
export class ClassMetadata {
  path: string | undefined;
  viewPath: string | undefined;
  before: readonly InterceptorRef[] | undefined;
  /** Empty: all are cleared; `undefined`: none. */
  clear: readonly InterceptorClass[] | undefined;
  /** Whether all who inject it share one object; `undefined`: not said, so they do. */
  singleton: boolean | undefined;
  /** The name of its objects in sessions; `undefined`: they do not belong to sessions. */
  sessionScoped: string | undefined;
  /** Keeps request attributes in the session; `undefined`: none are kept. */
  conversation: InterceptorOf<never> | undefined;
  readonly members: Map<string | symbol, MemberMetadata> = new Map<
    string | symbol,
    MemberMetadata
  >();

  /** The metadata of a member, made when there is none. */
  member(name: string | symbol): MemberMetadata {
    let member = this.members.get(name);
    if (member === undefined) {
      member = new MemberMetadata();
      this.members.set(name, member);
    }
    return member;
  }
}
