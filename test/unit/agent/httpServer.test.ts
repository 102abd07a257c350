import { once } from 'node:events';
import { type RequestListener, createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CancelScope } from '../../../src/agent/api/index.ts';
import { httpServer } from '../../../src/agent/hooks/httpServer.ts';
import { sharedRuntime } from '../../../src/agent/runtime.ts';
import { parseSettings } from '../../../src/agent/settings.ts';
import { Recorder } from './recorder.ts';

let heard: Recorder;
let undo: () => void;
beforeEach(() => {
  heard = Recorder.attach();
  undo = httpServer.enable(sharedRuntime(), parseSettings(''));
});
afterEach(() => {
  undo();
  Recorder.detach();
});

/** Asks a server once; ends when its handler has. */
async function request(handler: (...args: Parameters<RequestListener>) => Promise<void>): Promise<void> {
  const handled = Promise.withResolvers<void>();
  const server = createServer((...args) => handled.resolve(handler(...args))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  get({ port, host: '127.0.0.1', path: '/orders?id=1', agent: false }, (response) => response.resume())
    // A server that goes away is what one of the tests asks for.
    .on('error', () => undefined);
  await handled.promise;
  server.close();
  await once(server, 'close');
}

describe('a handler that runs on after its response is complete', () => {
  it('may leave its scope then: the request is over, the work in it is not', async () => {
    await request((_, response) =>
      CancelScope.run('handle', async () => {
        response.end('ok');
        await once(response, 'close');
        expect(heard.of('task-ended')).toMatchObject([{ status: 'completed' }]);
      }),
    );
    expect(heard.of('scope-exited')).toMatchObject([{ status: 'completed' }]);
    expect(heard.violations).toEqual([]);
  });

  it('may do so by hand, also when the client has gone', async () => {
    await request(async (_, response) => {
      using _scope = CancelScope.enter('handle');
      response.destroy();
      await once(response, 'close');
      expect(heard.of('task-ended')).toMatchObject([{ status: 'cancelled' }]);
    });
    expect(heard.of('scope-exited')).toMatchObject([{ status: 'completed' }]);
    expect(heard.violations).toEqual([]);
  });
});
