import type { SessionRequest } from 'httpsession';
import type {
  AsyncContext,
  DispatcherType,
  HttpServletMapping,
  HttpServletRequest,
  HttpServletResponse,
  Principal,
  Realm,
  RequestDispatcher,
  ServletContext,
} from '../api/index.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';

/** What a request may cost. Whatever exceeds it is answered with 400 or 413. */
export interface RequestLimits {
  /** Bytes of a form body; 2 MiB. Below zero: no limit. More: 413. */
  readonly maxPostBytes: number;
  /** Parameters of query, form and parts together; 1000. Below zero: no limit. More: 400. */
  readonly maxParameters: number;
  /** Bytes of one part where the servlet says nothing; -1: no limit. More: 413. */
  readonly maxPartBytes: number;
  /** Bytes of a multipart body where the servlet says nothing; -1: no limit. More: 413. */
  readonly maxRequestBytes: number;
  /** Parts of a multipart body, files and fields; 50. More: 413. */
  readonly maxFileCount: number;
  /**
   * Bytes of a body that nobody read which are still taken, and dropped, when the answer has been made; 2 MiB.
   * Below zero: no limit. More: the connection is closed.
   */
  readonly maxSwallowBytes: number;
  /** Bytes of the header fields of one part; 512. More: 400. */
  readonly maxPartHeaderBytes: number;
  /**
   * Seconds in which a body must have come over HTTP/2, unless an answer has begun; 300. 0 or below: no limit.
   * More: 408. Over HTTP/1 it is Node's `requestTimeout` of the server, with the same default.
   */
  readonly maxBodySeconds: number;
}

/** The limits that hold where the application sets none. */
export const DEFAULT_LIMITS: RequestLimits = Object.freeze({
  maxPostBytes: 2 * 1024 * 1024,
  maxParameters: 1000,
  maxPartBytes: -1,
  maxRequestBytes: -1,
  maxFileCount: 50,
  maxSwallowBytes: 2 * 1024 * 1024,
  maxPartHeaderBytes: 512,
  maxBodySeconds: 300,
});

/** How one servlet takes multipart forms: Java's `MultipartConfigElement`, as plain data. */
export interface MultipartSettings {
  /** Folder of the temporary files; the system's without it. */
  readonly location?: string | undefined;
  /** Bytes of one file; -1: no limit. */
  readonly maxFileSize?: number | undefined;
  /** Bytes of the whole body; -1: no limit. */
  readonly maxRequestSize?: number | undefined;
  /** Bytes of a part that stay in memory; what is larger goes to a file. 0: every file does. */
  readonly fileSizeThreshold?: number | undefined;
}

/** What a request asks of the servlet that it goes to. */
export interface RoleNames {
  /** The role of the application that the servlet calls by a name: by a `<security-role-ref>`, else the same. */
  roleOf(name: string): string;
}

/** Where a request goes: the servlet's part of the path, the rest, and how the servlet was found. */
export interface MappedTarget {
  /** Decoded, with a leading slash; empty for the patterns `/*` and the context root. */
  readonly servletPath: string;
  /** Decoded, with a leading slash; null when the servlet's part is all. */
  readonly pathInfo: string | null;
  readonly mapping: HttpServletMapping;
  readonly target: RoleNames;
}

/** What a change of a request attribute was. */
export type AttributeChange = 'added' | 'removed' | 'replaced';

/** The request as the container holds it: what applications may call, and what they may not. */
export interface ContainerRequest extends HttpServletRequest {
  readonly node: SessionRequest;
  readonly services: ApplicationServices;
  /** Decoded and normalised, with the context path. */
  readonly decodedPath: string;
  /** The bytes of the form that is the body. */
  setForm(form: Buffer): void;
  setMapping(target: MappedTarget): void;
  setDispatcherType(type: DispatcherType): void;
  /** The caller and how it was found (`BASIC`, `FORM`, ...); null and null after a logout. */
  setPrincipal(principal: Principal | null, authType: string | null): void;
  /** Whether everything on the way so far can be left before the answer is complete. */
  setAsyncSupported(isSupported: boolean): void;
  /** The running asynchronous turn; null when it is over. */
  setAsyncContext(context: AsyncContext | null): void;
}

/** What the request and the response of one exchange ask of the application they belong to. */
export interface ApplicationServices {
  readonly context: ServletContext;
  /** Empty for the root; otherwise with a leading slash and none at the end. */
  readonly contextPath: string;
  readonly realm: Realm | undefined;
  /** Whether the application says that it knows this role. */
  declaresRole(role: string): boolean;
  readonly limits: RequestLimits;
  /** Whether the client's connection is encrypted, also in front of a trusted proxy. */
  isSecure(node: SessionRequest): boolean;
  /** The client's address, also in front of a trusted proxy; undefined when the client is gone. */
  remoteAddress(node: SessionRequest): string | undefined;
  /** `path` is absolute, below the context path, and may have a query; null for what is none. */
  dispatcherFor(path: string, from?: HttpServletRequest): RequestDispatcher | null;
  /** `value`: the new one when added, the old one when removed or replaced. */
  attributeChanged(
    request: HttpServletRequest,
    change: AttributeChange,
    name: string,
    value: unknown,
  ): void;
  login(request: ContainerRequest, name: string, password: string): MaybePromise<void>;
  logout(request: ContainerRequest): void;
  /** Whether the caller is known; otherwise the response asks who it is. */
  authenticate(request: ContainerRequest, response: HttpServletResponse): MaybePromise<boolean>;
  /**
   * Begins an asynchronous turn. Called only when it is supported and none is running.
   * @param isOriginal whether request and response are the container's own, as with `startAsync()`
   */
  startAsync(
    owner: ContainerRequest,
    request: HttpServletRequest,
    response: HttpServletResponse | null,
    isOriginal: boolean,
  ): AsyncContext;
  /** Of a file name, without charset; null when unknown. */
  mimeTypeOf(path: string): string | null;
}
