import { type Range, between, moved, timeAt, zoomed } from './range.ts';

/** What gestures act on. */
export interface Target {
  range(): Range;
  whole(): Range;
  show(range: Range): void;
  /** A stretch being marked; undefined: no longer. */
  mark(range: Range | undefined): void;
  /** px on the left that are no time. */
  readonly gutter: number;
}

const wheelStep = 1.0015;
/** px a pointer may move and still click. */
const still = 4;

/** Wheel, drag and brush on a canvas: a drag moves, with Shift, or where `brushes` is set, it marks a stretch to see. */
export class Gestures {
  readonly #target: Target;
  readonly #onClick: (event: PointerEvent) => void;
  #drag: { x: number; range: Range; brushes: boolean; moved: boolean } | undefined;

  constructor(target: Target, onClick: (event: PointerEvent) => void) {
    this.#target = target;
    this.#onClick = onClick;
  }

  attach(canvas: HTMLCanvasElement, options: { brushes: boolean }): void {
    canvas.addEventListener('pointerdown', (event) => this.#begin(canvas, event, options.brushes));
    canvas.addEventListener('pointermove', (event) => this.#move(canvas, event));
    canvas.addEventListener('pointerup', (event) => this.#end(canvas, event));
    canvas.addEventListener('pointercancel', () => this.#abort());
    canvas.addEventListener('wheel', (event) => this.#wheel(canvas, event), { passive: false });
  }

  #begin(canvas: HTMLCanvasElement, event: PointerEvent, always: boolean): void {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    const brushes = always || event.shiftKey;
    // The overview shows the whole, so that places in it stay where they are while what is seen changes.
    const range = always ? this.#target.whole() : this.#target.range();
    this.#drag = { x: event.offsetX, range, brushes, moved: false };
  }

  #move(canvas: HTMLCanvasElement, { offsetX }: PointerEvent): void {
    const drag = this.#drag;
    if (!drag) return;
    if (Math.abs(offsetX - drag.x) > still) drag.moved = true;
    if (!drag.moved) return;
    if (drag.brushes) this.#target.mark(this.#stretch(canvas, drag, offsetX));
    else this.#target.show(moved(drag.range, (drag.x - offsetX) / this.#width(canvas), this.#target.whole()));
  }

  #end(canvas: HTMLCanvasElement, event: PointerEvent): void {
    const drag = this.#drag;
    this.#abort();
    if (!drag) return;
    if (!drag.moved) this.#onClick(event);
    else if (drag.brushes) this.#target.show(this.#stretch(canvas, drag, event.offsetX));
  }

  #abort(): void {
    this.#drag = undefined;
    this.#target.mark(undefined);
  }

  #wheel(canvas: HTMLCanvasElement, event: WheelEvent): void {
    const { range, whole, show, gutter } = this.#target;
    const along = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
    if (event.ctrlKey || event.metaKey) {
      const at = timeAt(event.offsetX - gutter, range(), this.#width(canvas));
      show(zoomed(range(), wheelStep ** event.deltaY, at, whole()));
    } else if (Math.abs(along) > Math.abs(event.deltaY) || event.shiftKey) {
      show(moved(range(), along / this.#width(canvas), whole()));
    } else return;
    event.preventDefault();
  }

  #width = (canvas: HTMLCanvasElement): number => Math.max(1, canvas.clientWidth - this.#target.gutter);

  #stretch(canvas: HTMLCanvasElement, { x, range }: { x: number; range: Range }, to: number): Range {
    const time = (at: number): number => timeAt(at - this.#target.gutter, range, this.#width(canvas));
    return between(time(x), time(to), this.#target.whole());
  }
}
