import { trackLock } from 'async-scope';

/** A plain first-come first-served mutex, as many programs have one. */
class Mutex {
  #tail: Promise<void> = Promise.resolve();

  async acquire(): Promise<() => void> {
    const before = this.#tail;
    let release = (): void => {};
    this.#tail = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    return release;
  }
}

const mutex = new Mutex();
const tracked = trackLock('story-file');
const chapters: string[] = [];

/** What has been written so far. */
export const story = (): readonly string[] => chapters;

/**
 * Writes into the story while nobody else can. Tell the tracker when you begin to wait, when you have the lock, and when
 * you give it back: that is all it needs to show who waits for whom.
 */
export async function withStoryFile(write: (append: (text: string) => void) => Promise<void>): Promise<void> {
  const hold = tracked.wait();
  const release = await mutex.acquire();
  hold.acquired();
  try {
    await write((text) => {
      chapters.push(text);
      if (chapters.length > 100) chapters.shift();
    });
  } finally {
    release();
    hold.released();
  }
}
