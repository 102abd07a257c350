import { SystemSampler } from '../systemSampler.ts';
import type { Hook } from './hook.ts';

/** What the process uses is measured every now and then. */
export const system: Hook = {
  name: 'system',
  detail: 0,
  enable(runtime, { systemEvery }) {
    const sampler = new SystemSampler(runtime);
    if (systemEvery > 0) sampler.start(systemEvery);
    return () => sampler.stop();
  },
};
