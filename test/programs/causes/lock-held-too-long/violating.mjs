// The lock is held as long as the program looks on, and somebody waits for it.
// later: 20000
import { Mutex } from 'async-scope';

const printer = new Mutex('printer');

void printer.run(() => new Promise(() => undefined));
void printer.run(() => undefined);

// Ended from within, a program says nothing about what it leaves.
setTimeout(() => process.exit(), 5);
