import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { story } from './storyFile.js';

/** What a visitor can ask for. */
export interface Wishes {
  violate(): void;
  quit(): void;
}

/** Listens on this machine only and says where. */
export function openHouse(wishes: Wishes): Server {
  const server = createServer((request, response) => {
    const answers: Readonly<Record<string, (() => string) | undefined>> = {
      '/': () => 'Orchestra. Try /story, /violate and /quit.\n',
      '/story': () => `${JSON.stringify(story(), undefined, 2)}\n`,
      '/violate': () => {
        wishes.violate();
        return 'A stream is being abandoned.\n';
      },
      '/quit': () => {
        wishes.quit();
        return 'Good night.\n';
      },
    };
    const answer = answers[request.url ?? '/'];
    response.statusCode = answer ? 200 : 404;
    response.setHeader('connection', 'close');
    response.end(answer ? answer() : 'No such thing here.\n');
  });
  server.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () => {
    console.log(`orchestra: http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });
  return server;
}
