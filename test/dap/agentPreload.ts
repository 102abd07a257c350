import { join } from 'node:path';
export const agentPreload = (): Promise<string> =>
  Promise.resolve(join(import.meta.dirname, 'fixtures', 'preload.cjs'));
