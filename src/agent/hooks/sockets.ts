import { Server, type Socket } from 'node:net';
import { describeError } from '../api/errors.ts';
import type { SessionRecord } from '../registry/sessionRecord.ts';
import { onChannels } from './channels.ts';
import type { Hook } from './hook.ts';
import { openedSession, openerOf } from './openedSession.ts';

interface Connecting {
  connectParams: { protocol: string; host: string };
}

/**
 * Connections. Those of HTTP agents and of `fetch` are kept for all requests and belong to nobody; of accepted ones only
 * those of plain TCP servers are told of: what comes over HTTP is a task, and its connection says no more.
 */
export const sockets: Hook = {
  name: 'sockets',
  detail: 1,
  enable(runtime) {
    /** The client of `fetch` makes its socket now, and tells of it when it is connected. */
    let isForFetch = false;

    const outgoing = ({ socket }: { socket: Socket }): void => {
      if (isForFetch) return;
      openedSession(runtime, openerOf(runtime, outgoing), {
        kind: () => (isOfAgent(socket) ? 'http' : 'socket'),
        name: () => hostOf(socket) ?? 'socket',
        origin: () => (isOfAgent(socket) ? 'pool' : 'platform'),
        follow(record) {
          const connected = (): void => {
            record.rename(addressOf(socket));
            record.change('active', null);
          };
          if (socket.connecting) socket.once('connect', connected);
          follow(socket, record);
        },
      });
    };

    const accepted = ({ socket }: { socket: Socket & { server?: unknown } }): void => {
      const { server } = socket;
      if (typeof server !== 'object' || server === null || Object.getPrototypeOf(server) !== Server.prototype) return;
      openedSession(runtime, openerOf(runtime, accepted), {
        kind: () => 'connection',
        name: () => `from ${addressOf(socket)}`,
        follow(record) {
          record.change('active', null);
          follow(socket, record);
        },
      });
    };

    const connected = ({ connectParams, socket }: Connecting & { socket: Socket }): void => {
      const { protocol, host } = connectParams;
      openedSession(runtime, openerOf(runtime, connected), {
        kind: () => 'http',
        name: () => `${protocol}//${host}`,
        origin: () => 'pool',
        follow(record) {
          record.change('active', null);
          follow(socket, record);
        },
      });
    };

    return onChannels({
      'net.client.socket': outgoing,
      'net.server.socket': accepted,
      'undici:client:beforeConnect': () => {
        isForFetch = true;
        // Its socket is made in this turn.
        queueMicrotask(() => {
          isForFetch = false;
        });
      },
      'undici:client:connected': connected,
    });
  },
};

function follow(socket: Socket, record: SessionRecord): void {
  const closed = (): void => {
    const { errored } = socket;
    record.close(errored ? 'failed' : 'completed', errored ? describeError(errored) : null);
  };
  if (socket.closed) closed();
  else socket.once('close', closed);
}

/** An agent listens to hear that a socket is to leave it. */
const isOfAgent = (socket: Socket): boolean => socket.listenerCount('agentRemove') > 0;

/** The name that was asked for, while it is looked up. */
const hostOf = (socket: Socket): string | undefined => {
  const host: unknown = Reflect.get(socket, '_host');
  return typeof host === 'string' ? host : undefined;
};

const addressOf = (socket: Socket): string => {
  const { remoteAddress, remotePort } = socket;
  const host = hostOf(socket) ?? remoteAddress;
  return host === undefined ? 'local socket' : `${host.includes(':') ? `[${host}]` : host}:${remotePort}`;
};
