import * as v from 'valibot';
import type { CdpAddress } from '../cdpClient.ts';
import { ExpectedError, messageOf } from '../errors.ts';

const listSchema = v.array(v.object({ webSocketDebuggerUrl: v.string() }));
/** Characters of the answer that are read; a program that is no inspector may send anything. */
const longestList = 1_000_000;

/**
 * Asks an inspector for the address of its program.
 * @param timeout ms
 * @throws ExpectedError when what listens there is no inspector, or nothing listens
 */
export async function inspectorAddress(host: string, port: number, timeout: number): Promise<CdpAddress> {
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const text = await read(host, port, timeout).catch((error: unknown) => {
    const isRefused = (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
    throw new ExpectedError(
      isRefused
        ? `Nothing listens at ${place}. Start the program with --inspect=${place}, or attach by its process id.`
        : notAnInspector(place, messageOf(error)),
    );
  });
  try {
    const [program] = v.parse(listSchema, JSON.parse(text));
    if (!program) throw new Error('it has no program');
    // The host may be named differently there.
    return { host, port, path: new URL(program.webSocketDebuggerUrl).pathname };
  } catch (error) {
    throw new ExpectedError(notAnInspector(place, messageOf(error)));
  }
}

const notAnInspector = (place: string, why: string): string =>
  `What listens at ${place} does not answer as an inspector (${why}). Use the address that node --inspect printed.`;

async function read(host: string, port: number, timeout: number): Promise<string> {
  // Where modules are bundled into one, static imports of all of them run at its start, and this one takes 50 ms.
  const { get } = await import('node:http');
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeout);
    const fail = (error: Error): void => reject(signal.aborted ? new Error(`no answer within ${timeout} ms`) : error);
    const request = get({ host, port, path: '/json/list', agent: false, signal }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('error', fail);
      response.on('data', (part: string) => {
        text += part;
        if (text.length > longestList) request.destroy(new Error('it sends too much'));
      });
      response.on('end', () => resolve(text));
    });
    request.on('error', fail);
  });
}
