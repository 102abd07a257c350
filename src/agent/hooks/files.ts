import fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { describeError } from '../api/errors.ts';
import { patch } from '../instrument/patch.ts';
import type { SessionRecord } from '../registry/sessionRecord.ts';
import type { Hook } from './hook.ts';
import { type Opener, openedSession, openerOf } from './openedSession.ts';

/** File handles of `fs.promises.open`, and streams on files. No channel tells of them. */
export const files: Hook = {
  name: 'files',
  detail: 1,
  enable(runtime) {
    /** Tells of handles that were forgotten. */
    const lost = new FinalizationRegistry<SessionRecord>((record) => record.collected());

    const opened = (handle: FileHandle, path: unknown, opener: Opener | undefined): void =>
      openedSession(runtime, opener, {
        kind: () => 'file',
        name: () => fileName(path),
        follow(record) {
          if (handle.fd === -1) {
            record.close('completed', null);
            return;
          }
          record.change('active', null);
          lost.register(handle, record);
          (handle as FileHandle & NodeJS.EventEmitter).once('close', () => record.close('completed', null));
        },
      });

    const streamed = (stream: Readable | Writable, path: unknown, opener: Opener | undefined): void =>
      openedSession(runtime, opener, {
        kind: () => 'file',
        name: () => fileName(path),
        follow(record) {
          const closed = (): void => {
            const { errored } = stream;
            record.close(errored ? 'failed' : 'completed', errored ? describeError(errored) : null);
          };
          if (stream.closed) {
            closed();
            return;
          }
          record.change('active', null);
          stream.once('close', closed);
        },
      });

    const undo = [
      patch(fs.promises, 'open', ({ args, original, above }) => {
        const opener = openerOf(runtime, above);
        // What is returned is a promise of its own, so that a failure nobody handles stays unhandled.
        return (original() as Promise<FileHandle>).then((handle) => {
          opened(handle, args[0], opener);
          return handle;
        });
      }),
      ...(['createReadStream', 'createWriteStream'] as const).map((name) =>
        patch(fs, name, ({ args, original, above }) => {
          const stream = original() as Readable | Writable;
          streamed(stream, args[0], openerOf(runtime, above));
          return stream;
        }),
      ),
    ];
    syncBuiltinESMExports();
    return () => {
      for (const each of undo) each();
      syncBuiltinESMExports();
    };
  },
};

/** The path is asked for as it was given. */
function fileName(path: unknown): string {
  const text = path instanceof URL ? path.pathname : String(path);
  return basename(text);
}
