import type { Rewriter } from '../pipeline.ts';

/** A request without any effect, which every debugger answers at any time. */
const harmless = 'threads';

/**
 * Holds the program before its first line. The editor's first `configurationDone` becomes a harmless request on the
 * way to the debugger, and its answer becomes the answer the editor waits for. Whoever holds must send a
 * `configurationDone` of his own, which passes, like every later one.
 *
 * @param onHeld the program is held from now on
 * @param onUnheld this editor does not let messages be changed: the debugger got the request as it was
 */
export function configurationDoneRewriter(onHeld: () => void, onUnheld: () => void): Rewriter {
  let held: number | undefined;
  return {
    name: 'configurationDone',
    handles: ['configurationDone', harmless],
    onRequest(request) {
      if (request.command !== 'configurationDone' || held !== undefined) return;
      held = request.seq;
      request.command = harmless;
      delete request.arguments;
      onHeld();
    },
    onResponse(response) {
      if (response.request_seq !== held) return;
      if (response.command === 'configurationDone') {
        onUnheld();
        return;
      }
      response.command = 'configurationDone';
      response.success = true;
      delete response.message;
      response.body = {};
    },
  };
}
