import autocannon from 'autocannon';
import { median } from '../measurement.ts';

/** Requests per second of a warm server. The connection count is small: client and server share the machine's cores. */
export async function requestsPerSecond(port: number, seconds: number): Promise<number> {
  const url = `http://127.0.0.1:${port}/`;
  await autocannon({ url, connections: 20, duration: 1 });
  const result = await autocannon({ url, connections: 20, duration: seconds });
  if (result.errors > 0 || result.non2xx > 0)
    throw new Error(`The server under load failed ${result.errors + result.non2xx} requests.`);
  return result.requests.average;
}

/**
 * Ratio of two throughputs, measured in turns, each first as often as the other, so that a change of the machine's speed
 * meets both: the median over the rounds.
 */
export async function throughputRatio(
  watched: () => Promise<number>,
  bare: () => Promise<number>,
  rounds: number,
): Promise<number> {
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) {
      const base = await bare();
      ratios.push((await watched()) / base);
    } else {
      const value = await watched();
      ratios.push(value / (await bare()));
    }
  }
  return median(ratios);
}
