/** Bumped when a batch written by one side can no longer be read by the other. */
export const protocolVersion = 1;

/** The registry key under which the injected agent and any copy of the library in the program meet. */
export const agentRegistryKey = 'async-scope.agent';

/** The CDP binding through which the agent pushes batches. The agent removes the global once it holds the function. */
export const bindingName = '__asyncScope';

/** Marks the one line of the agent bundle on which the debugger stops for a violation. */
export const trapMarker = 'async-scope:trap';

/** Environment variables read by the agent in the debuggee. */
export const environment = {
  /** Local pipe or Unix socket to send batches to, when no debugger is attached. */
  pipe: 'ASYNC_SCOPE_PIPE',
  /** Secret the agent presents on the pipe; a connection without it is dropped. */
  token: 'ASYNC_SCOPE_TOKEN',
  /** JSON object of agent settings, see `agentSettingsSchema`. */
  settings: 'ASYNC_SCOPE_SETTINGS',
  /** `1`: the agent does nothing at all. */
  off: 'ASYNC_SCOPE_OFF',
} as const;
