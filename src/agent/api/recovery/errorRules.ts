import type { ErrorClass } from '../../../common/errorClasses.ts';
import { read } from '../thrown.ts';
import type { ErrorFacts } from './errorFacts.ts';

type OneOrMore<T> = T | readonly T[];

/** Which errors are of a class. All conditions that are given must hold; where several values are given, one must. */
export interface ErrorRule {
  /** What an error is for which the conditions hold. */
  readonly class: ErrorClass;
  /** The error's `code`, or `errno` by its name. */
  readonly code?: OneOrMore<string | number>;
  /** The error's `name`, or the name of a class it is made from. */
  readonly name?: OneOrMore<string>;
  /** The HTTP status it carries. */
  readonly status?: OneOrMore<number>;
  /** Anything else. A test that throws does not hold. */
  readonly test?: (error: unknown) => boolean;
}

const isGrpc = (error: unknown): boolean =>
  typeof read(error, 'details') === 'string' && typeof read(error, 'metadata') === 'object';

/** Node wraps the reason of a signal into an AbortError. */
const isAbortByDeadline = (error: unknown): boolean => read(read(error, 'cause'), 'name') === 'TimeoutError';

/** The first rule that holds gives the class. */
export const standardRules: readonly ErrorRule[] = [
  { class: 'timeout', name: 'AbortError', test: isAbortByDeadline },
  { class: 'cancelled', name: ['AbortError', 'CanceledError', 'CancelledError', 'TaskCancelledError'] },
  { class: 'cancelled', code: ['ABORT_ERR', 'ERR_CANCELED', 'UND_ERR_ABORTED'] },
  { class: 'cancelled', code: 1, test: isGrpc },

  { class: 'cancel-scope-violation', code: 'ERR_SCOPE_VIOLATION' },

  { class: 'authentication', status: [401, 403, 407, 511] },
  { class: 'authentication', name: ['AuthenticationError', 'UnauthorizedError', 'PermissionDeniedError'] },
  {
    class: 'authentication',
    code: ['ER_ACCESS_DENIED_ERROR', 'ER_DBACCESS_DENIED_ERROR', '28000', '28P01', 'WRONGPASS', 'NOAUTH'],
  },
  {
    // The other side cannot prove who it is.
    class: 'authentication',
    code: [
      'CERT_HAS_EXPIRED',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ],
  },
  { class: 'authentication', code: [7, 16], test: isGrpc },

  {
    class: 'timeout',
    code: [
      'ETIMEDOUT',
      'ESOCKETTIMEDOUT',
      'ERR_SOCKET_CONNECTION_TIMEOUT',
      'ERR_HTTP_REQUEST_TIMEOUT',
      'UND_ERR_CONNECT_TIMEOUT',
      'UND_ERR_HEADERS_TIMEOUT',
      'UND_ERR_BODY_TIMEOUT',
      'ER_LOCK_WAIT_TIMEOUT',
      'PROTOCOL_SEQUENCE_TIMEOUT',
    ],
  },
  { class: 'timeout', code: 'ECONNABORTED', name: 'AxiosError' },
  { class: 'timeout', name: ['TimeoutError', 'APIConnectionTimeoutError', 'KafkaJSRequestTimeoutError'] },
  { class: 'timeout', code: -32_001, name: 'McpError' },
  { class: 'timeout', status: [408, 504] },
  { class: 'timeout', code: 4, test: isGrpc },

  {
    class: 'resource-exhausted',
    code: [
      'EAGAIN',
      'EDQUOT',
      'EMFILE',
      'ENFILE',
      'ENOBUFS',
      'ENOMEM',
      'ENOSPC',
      'ERR_BULKHEAD_FULL',
      'ERR_MEMORY_ALLOCATION_FAILED',
      'ERR_WORKER_OUT_OF_MEMORY',
      'ER_CON_COUNT_ERROR',
      '53000',
      '53100',
      '53200',
      '53300',
    ],
  },
  { class: 'resource-exhausted', name: ['QuotaExceededError', 'RateLimitError', 'ThrottlingException'] },
  { class: 'resource-exhausted', status: [429, 507] },
  { class: 'resource-exhausted', code: 8, test: isGrpc },

  {
    class: 'io-closed',
    code: [
      'EBADF',
      'EPIPE',
      'ERR_CLOSED_MESSAGE_PORT',
      'ERR_DIR_CLOSED',
      'ERR_IPC_CHANNEL_CLOSED',
      'ERR_IPC_DISCONNECTED',
      'ERR_SERVER_NOT_RUNNING',
      'ERR_SOCKET_CLOSED',
      'ERR_SOCKET_CLOSED_BEFORE_CONNECTION',
      'ERR_SOCKET_DGRAM_NOT_RUNNING',
      'ERR_STREAM_ALREADY_FINISHED',
      'ERR_STREAM_DESTROYED',
      'ERR_STREAM_PREMATURE_CLOSE',
      'ERR_STREAM_WRITE_AFTER_END',
      'ERR_USE_AFTER_CLOSE',
      'UND_ERR_CLOSED',
      'UND_ERR_DESTROYED',
    ],
  },
  { class: 'io-closed', name: ['ClosedResourceError', 'BrokenResourceError'] },

  {
    class: 'session-failure',
    code: [
      'ERR_HTTP2_GOAWAY_SESSION',
      'ERR_HTTP2_INVALID_SESSION',
      'ERR_HTTP2_SESSION_ERROR',
      'ERR_WORKER_INIT_FAILED',
      'ERR_WORKER_NOT_RUNNING',
      'PROTOCOL_CONNECTION_LOST',
      '08000',
      '08003',
      '08006',
      '57P01',
      '57P02',
    ],
  },
  {
    class: 'session-failure',
    name: [
      'SessionError',
      'KafkaJSConnectionClosedError',
      'MongoExpiredSessionError',
      'MongoServerClosedError',
      'MongoTopologyClosedError',
    ],
  },
  { class: 'session-failure', code: -32_000, name: 'McpError' },

  {
    class: 'network',
    code: [
      'EADDRNOTAVAIL',
      'EAI_AGAIN',
      'ECONNABORTED',
      'ECONNREFUSED',
      'ECONNRESET',
      'EHOSTDOWN',
      'EHOSTUNREACH',
      'ENETDOWN',
      'ENETRESET',
      'ENETUNREACH',
      'ENOTCONN',
      'ENOTFOUND',
      'ERR_NETWORK',
      'UND_ERR_SOCKET',
    ],
  },
  {
    class: 'network',
    name: ['APIConnectionError', 'KafkaJSConnectionError', 'MongoNetworkError', 'NetworkError'],
  },
  // The server is in trouble, which passes; 501 and 505 do not.
  { class: 'network', status: [500, 502, 503] },
  { class: 'network', code: 14, test: isGrpc },
];

/** The last resort: what people wrote. */
export const messageRules: readonly { readonly class: ErrorClass; readonly message: RegExp }[] = [
  { class: 'cancel-scope-violation', message: /\bcancel scope\b/i },
  {
    class: 'authentication',
    message: /\b(unauthori[sz]ed|unauthenticated|forbidden|authentication (failed|required))\b/i,
  },
  { class: 'authentication', message: /\b(invalid|expired|wrong) (api key|credentials|password|token)\b/i },
  { class: 'timeout', message: /\b(timed out|timeout)\b/i },
  { class: 'cancelled', message: /\b(operation|request|task) (was |has been )?(aborted|cancell?ed)\b/i },
  { class: 'resource-exhausted', message: /\b(out of memory|allocation failed|rate limit exceeded|quota exceeded)\b/i },
  { class: 'resource-exhausted', message: /\btoo many (connections|open files|requests)\b/i },
  { class: 'session-failure', message: /\bsession (is |was |has )?(been )?(closed|expired|lost|terminated)\b/i },
  { class: 'session-failure', message: /\bconnection terminated\b/i },
  { class: 'io-closed', message: /\b(channel|file|pipe|stream) (is |was |has been )?(already )?(closed|destroyed)\b/i },
  { class: 'io-closed', message: /\bwrite after end\b/i },
  { class: 'network', message: /\b(socket hang up|fetch failed|network error|connection (refused|reset))\b/i },
];

export function matches(rule: ErrorRule, { error, code, names, status }: ErrorFacts): boolean {
  if (rule.code !== undefined && !includes(rule.code, code)) return false;
  if (rule.name !== undefined && !valuesOf(rule.name).some((name) => names.has(name))) return false;
  if (rule.status !== undefined && !includes(rule.status, status)) return false;
  return rule.test === undefined || holds(rule.test, error);
}

/** The values of a condition, of which one must hold. */
export const valuesOf = <T>(condition: OneOrMore<T>): readonly T[] =>
  Array.isArray(condition) ? (condition as readonly T[]) : [condition as T];

const includes = <T>(condition: OneOrMore<T>, value: T | undefined): boolean =>
  value !== undefined && valuesOf(condition).includes(value);

function holds(test: (error: unknown) => boolean, error: unknown): boolean {
  try {
    return test(error);
  } catch {
    return false;
  }
}
