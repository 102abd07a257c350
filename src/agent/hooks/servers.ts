import type { AddressInfo, Server } from 'node:net';
import { describeError } from '../api/errors.ts';
import type { SessionRecord } from '../registry/sessionRecord.ts';
import { onChannels } from './channels.ts';
import type { Hook } from './hook.ts';
import { openedSession, openerOf } from './openedSession.ts';

const channel = 'tracing:net.server.listen';

/** Listening servers of every kind that stands on `node:net`. */
export const servers: Hook = {
  name: 'servers',
  detail: 1,
  enable(runtime) {
    const records = new WeakMap<Server, SessionRecord>();
    const listening = (server: Server, record: SessionRecord): void => {
      record.rename(nameOf(server.address()));
      record.change('active', null);
    };
    const starting = ({ server }: { server: Server }): void =>
      openedSession(runtime, openerOf(runtime, starting), {
        kind: () => 'server',
        name: () => nameOf(server.address()),
        follow(record) {
          records.set(server, record);
          if (server.listening) listening(server, record);
          server.once('close', () => record.close('completed', null));
        },
      });
    return onChannels({
      [`${channel}:asyncStart`]: starting,
      [`${channel}:asyncEnd`]: ({ server }: { server: Server }) => {
        const record = records.get(server);
        if (record) listening(server, record);
      },
      [`${channel}:error`]: ({ server, error }: { server: Server; error: unknown }) =>
        records.get(server)?.close('failed', describeError(error)),
    });
  },
};

function nameOf(address: AddressInfo | string | null): string {
  if (address === null) return 'server';
  return typeof address === 'string' ? address : `port ${address.port}`;
}
