// What is there to compare with: a tracker written in the simplest way. All events are in one list, each with a stack as
// text; statistics are counted from the list whenever somebody asks.
export class NaiveTracker {
  #events = [];
  #active = new Map();

  enterScope(id, name, task) {
    this.#record('enter', id, name, task);
    this.#active.set(id, task);
  }

  exitScope(id, name, task, error) {
    const owner = this.#active.get(id);
    this.#record(owner === task ? 'exit' : 'error', id, name, task, error);
    this.#active.delete(id);
  }

  getScopeStatistics() {
    const count = (type) => this.#events.filter((event) => event.type === type).length;
    const [enterCount, exitCount, errorCount] = [count('enter'), count('exit'), count('error')];
    const withError = this.#events.filter(({ error }) => error !== undefined).length;
    return { enterCount, exitCount, errorCount, withError, activeCount: this.#active.size };
  }

  #record(type, id, name, task, error) {
    const { stack } = new Error();
    this.#events.push({ type, id, name, task, error, time: Date.now(), stack });
  }
}
