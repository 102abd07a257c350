import * as v from 'valibot';
import type { CdpClient } from '../cdpClient.ts';
import { ExpectedError } from '../errors.ts';

const answerSchema = v.object({ result: v.object({ value: v.number() }) });

/**
 * Asks a program for its process id.
 * @param timeout ms
 * @throws ExpectedError when it is not Node; Error when it does not answer
 */
export async function processIdOf(connection: Pick<CdpClient, 'send'>, timeout: number): Promise<number> {
  const params = { expression: 'process.pid', returnByValue: true };
  const answer = v.safeParse(answerSchema, await connection.send('Runtime.evaluate', params, timeout));
  if (answer.success) return answer.output.result.value;
  throw new ExpectedError('The program has no process id: only Node can be attached to.');
}
