import { closeSync, mkdirSync, openSync, renameSync, rmSync, statSync, write, writeSync } from 'node:fs';
import { dirname, extname } from 'node:path';

/** A file that is open, and how many writes to it the system has not finished. */
interface OpenFile {
  readonly descriptor: number;
  pending: number;
  /** Nothing more is written to it; it is closed when nothing is pending. */
  retired: boolean;
}

/** A piece of text on its way to its place in the file. */
interface Piece {
  readonly bytes: Buffer;
  readonly position: number;
}

/**
 * A file written at known positions, so that a piece whose write has begun can be written again at once, to the same
 * effect: at the end of a process nobody can wait for the first write.
 */
export class RotatingFile {
  readonly #path: string;
  readonly #keep: number;
  #file: OpenFile;
  #position = 0;
  #inFlight: Piece | undefined;

  /**
   * What is in the file already is kept as an older file.
   *
   * @param keep how many older files are kept
   * @throws Error when the file cannot be written
   */
  constructor(path: string, keep: number) {
    this.#path = path;
    this.#keep = keep;
    mkdirSync(dirname(path), { recursive: true });
    this.#file = this.#open();
  }

  /** One write at a time. */
  get busy(): boolean {
    return this.#inFlight !== undefined;
  }

  /** @param done called later, with the error if there was one; not called when `writeSync` came in between */
  write(text: string, done: (error: Error | null) => void): void {
    const piece = this.#piece(text);
    this.#inFlight = piece;
    this.#writeRest(this.#file, piece, 0, (error) => {
      if (this.#inFlight !== piece) return;
      this.#inFlight = undefined;
      done(error);
    });
  }

  /** Writes what is on its way, then `text`. @throws Error when that is not possible */
  writeSync(text: string): void {
    const started = this.#inFlight;
    this.#inFlight = undefined;
    for (const { bytes, position } of started ? [started, this.#piece(text)] : [this.#piece(text)]) {
      let written = 0;
      while (written < bytes.length) {
        written += writeSync(this.#file.descriptor, bytes, written, bytes.length - written, position + written);
      }
    }
  }

  /** Goes on in a new file. @throws Error when there can be none */
  rotate(): void {
    this.close();
    this.#file = this.#open();
    this.#position = 0;
  }

  close(): void {
    this.#file.retired = true;
    closeWhenDone(this.#file);
  }

  #piece(text: string): Piece {
    const bytes = Buffer.from(text);
    const position = this.#position;
    this.#position += bytes.length;
    return { bytes, position };
  }

  /** The system may write less than it was asked to. */
  #writeRest(file: OpenFile, piece: Piece, from: number, done: (error: Error | null) => void): void {
    const { bytes, position } = piece;
    file.pending += 1;
    write(file.descriptor, bytes, from, bytes.length - from, position + from, (error, written) => {
      file.pending -= 1;
      closeWhenDone(file);
      const next = from + written;
      if (error || file.retired || next >= bytes.length) done(error);
      else this.#writeRest(file, piece, next, done);
    });
  }

  #open(): OpenFile {
    if (hasContent(this.#path)) this.#makeRoom();
    return { descriptor: openSync(this.#path, 'w', 0o600), pending: 0, retired: false };
  }

  /** `name.asyncscope` becomes `name.1.asyncscope`, and so on; the oldest goes. */
  #makeRoom(): void {
    if (this.#keep === 0) return;
    rmSync(this.#older(this.#keep), { force: true });
    for (let age = this.#keep - 1; age >= 0; age -= 1) {
      if (statSync(this.#older(age), { throwIfNoEntry: false })) renameSync(this.#older(age), this.#older(age + 1));
    }
  }

  #older(age: number): string {
    const ending = extname(this.#path);
    return age === 0 ? this.#path : `${this.#path.slice(0, this.#path.length - ending.length)}.${age}${ending}`;
  }
}

/** A number that was closed too early might already stand for another file of the program. */
function closeWhenDone(file: OpenFile): void {
  if (file.retired && file.pending === 0) closeSync(file.descriptor);
}

function hasContent(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  // Devices and pipes are not ours to rename.
  if (found && !found.isFile()) throw new Error('it is no regular file');
  return found !== undefined && found.size > 0;
}
