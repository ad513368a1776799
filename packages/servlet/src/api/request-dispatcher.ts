import type { MaybePromise } from '../common/maybe-promise.ts';
import type { HttpServletRequest } from './http-servlet-request.ts';
import type { HttpServletResponse } from './http-servlet-response.ts';

/** Java's `RequestDispatcher`: has another servlet answer, or a part of the answer. */
export interface RequestDispatcher {
  /**
   * Lets the other one answer in place of the caller. Gives a promise where the other one does.
   * @throws IllegalStateException when the response is committed
   */
  forward(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void>;
  /** Puts the output of the other one here; it can set neither status nor headers. */
  include(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void>;
}

/** The constants of Java's `RequestDispatcher`: names of request attributes. */
export const RequestDispatcher = {
  FORWARD_REQUEST_URI: 'jakarta.servlet.forward.request_uri',
  FORWARD_CONTEXT_PATH: 'jakarta.servlet.forward.context_path',
  FORWARD_MAPPING: 'jakarta.servlet.forward.mapping',
  FORWARD_PATH_INFO: 'jakarta.servlet.forward.path_info',
  FORWARD_SERVLET_PATH: 'jakarta.servlet.forward.servlet_path',
  FORWARD_QUERY_STRING: 'jakarta.servlet.forward.query_string',
  INCLUDE_REQUEST_URI: 'jakarta.servlet.include.request_uri',
  INCLUDE_CONTEXT_PATH: 'jakarta.servlet.include.context_path',
  INCLUDE_PATH_INFO: 'jakarta.servlet.include.path_info',
  INCLUDE_MAPPING: 'jakarta.servlet.include.mapping',
  INCLUDE_SERVLET_PATH: 'jakarta.servlet.include.servlet_path',
  INCLUDE_QUERY_STRING: 'jakarta.servlet.include.query_string',
  ERROR_EXCEPTION: 'jakarta.servlet.error.exception',
  ERROR_EXCEPTION_TYPE: 'jakarta.servlet.error.exception_type',
  ERROR_MESSAGE: 'jakarta.servlet.error.message',
  ERROR_METHOD: 'jakarta.servlet.error.method',
  ERROR_QUERY_STRING: 'jakarta.servlet.error.query_string',
  ERROR_REQUEST_URI: 'jakarta.servlet.error.request_uri',
  ERROR_SERVLET_NAME: 'jakarta.servlet.error.servlet_name',
  ERROR_STATUS_CODE: 'jakarta.servlet.error.status_code',
} as const;
