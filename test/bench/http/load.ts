import autocannon from 'autocannon';
import { median } from '../measurement.ts';

const warmUp = 2;
const rounds = 10;

/** The connection count is small: client and server share the machine's cores. */
async function requestsPerSecond(port: number, seconds: number): Promise<number> {
  const result = await autocannon({ url: `http://127.0.0.1:${port}/`, connections: 20, duration: seconds });
  if (result.errors > 0 || result.non2xx > 0)
    throw new Error(`The server under load failed ${result.errors + result.non2xx} requests.`);
  return result.requests.average;
}

/**
 * Ratio of the throughputs of two servers that wait for requests. They are put under load in turns of a second, each
 * first as often as the other, so that what else the machine does meets both; what counts is the median of the rounds.
 * @param watched its port
 * @param bare its port
 */
export async function throughputRatio(watched: number, bare: number): Promise<number> {
  const ratios: number[] = [];
  for (const port of [watched, bare]) await requestsPerSecond(port, warmUp);
  for (let round = 0; round < rounds; round += 1) {
    const [first, second] = round % 2 === 0 ? [watched, bare] : [bare, watched];
    const one = await requestsPerSecond(first, 1);
    const other = await requestsPerSecond(second, 1);
    ratios.push(first === watched ? one / other : other / one);
  }
  return median(ratios);
}
