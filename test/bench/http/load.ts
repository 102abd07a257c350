import autocannon from 'autocannon';
import { type Figure, digits, median } from '../measurement.ts';

const warmUp = 2;
const rounds = 10;

/** Requests that a server answered per second, and per second of its own processor time. */
interface Throughput {
  byClock: number;
  byProcessor: number;
}

/** Seconds of processor time that a server has used so far, as it says itself. */
async function spent(port: number): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/spent`);
  const { user, system } = (await response.json()) as NodeJS.CpuUsage;
  return (user + system) / 1_000_000;
}

/** The connection count is small: client and server share the machine's cores. */
async function throughput(port: number, seconds: number): Promise<Throughput> {
  const before = await spent(port);
  const result = await autocannon({ url: `http://127.0.0.1:${port}/`, connections: 20, duration: seconds });
  if (result.errors > 0 || result.non2xx > 0)
    throw new Error(`The server under load failed ${result.errors + result.non2xx} requests.`);
  return {
    byClock: result.requests.total / result.duration,
    byProcessor: result.requests.total / ((await spent(port)) - before),
  };
}

/**
 * Ratio of the throughputs of two servers that wait for requests. They are put under load in turns of a second, each
 * first as often as the other, so that what else the machine does meets both; what counts is the median of the rounds.
 * Where client, server and host have too few cores, the ratio by the server's own processor time tells what is its part.
 * @param watched its port
 * @param bare its port
 */
export async function throughputRatio(watched: number, bare: number): Promise<Figure> {
  const ratios: Throughput[] = [];
  for (const port of [watched, bare]) await throughput(port, warmUp);
  for (let round = 0; round < rounds; round += 1) {
    const [first, second] = round % 2 === 0 ? [watched, bare] : [bare, watched];
    const one = await throughput(first, 1);
    const other = await throughput(second, 1);
    const [ours, plain] = first === watched ? [one, other] : [other, one];
    ratios.push({
      byClock: ours.byClock / plain.byClock,
      byProcessor: ours.byProcessor / plain.byProcessor,
    });
  }
  const byProcessor = median(ratios.map((ratio) => ratio.byProcessor));
  return {
    value: median(ratios.map(({ byClock }) => byClock)),
    beside: `${digits(byProcessor)} × by the server's processor time alone`,
  };
}
