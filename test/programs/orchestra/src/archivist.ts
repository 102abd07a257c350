import { SdkSession } from './sdkSession.js';

/** Opens a session, asks one thing and is gone. Nobody closes the session: it stays open as long as the program runs. */
export async function consultTheArchive(signal: AbortSignal): Promise<string> {
  const session = new SdkSession('archivist session');
  return session.ask('chapter one', signal);
}
